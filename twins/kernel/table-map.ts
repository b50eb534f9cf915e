import type { Table } from './table.js'

/**
 * The tables of a world by name, in the order of their declaration. Every world has one of its own: successors share
 * the names, so that it is a list of references and no more.
 */
export class TableMap implements ReadonlyMap<string, Table<unknown>> {
  readonly #places: ReadonlyMap<string, number>
  readonly #tables: readonly Table<unknown>[]

  private constructor(places: ReadonlyMap<string, number>, tables: readonly Table<unknown>[]) {
    this.#places = places
    this.#tables = tables
  }

  static of(tables: ReadonlyMap<string, Table<unknown>>): TableMap {
    if (tables instanceof TableMap) return tables
    const places = new Map([...tables.keys()].map((name, place) => [name, place]))
    return new TableMap(places, [...tables.values()])
  }

  /** With other tables in the place of those of their names. */
  replaced(changed: ReadonlyMap<string, Table<unknown>>): TableMap {
    const tables = [...this.#tables]
    for (const [name, table] of changed) tables[this.#places.get(name) as number] = table
    return new TableMap(this.#places, tables)
  }

  get size(): number {
    return this.#tables.length
  }

  get(name: string): Table<unknown> | undefined {
    const place = this.#places.get(name)
    return place === undefined ? undefined : this.#tables[place]
  }

  has(name: string): boolean {
    return this.#places.has(name)
  }

  keys(): MapIterator<string> {
    return this.#places.keys() as MapIterator<string>
  }

  values(): MapIterator<Table<unknown>> {
    return this.#tables.values() as MapIterator<Table<unknown>>
  }

  entries(): MapIterator<[string, Table<unknown>]> {
    return this.#entries().values() as MapIterator<[string, Table<unknown>]>
  }

  [Symbol.iterator](): MapIterator<[string, Table<unknown>]> {
    return this.entries()
  }

  forEach(
    visit: (table: Table<unknown>, name: string, map: ReadonlyMap<string, Table<unknown>>) => void,
  ): void {
    for (const [name, table] of this.#entries()) visit(table, name, this)
  }

  #entries(): [string, Table<unknown>][] {
    return [...this.#places].map(([name, place]) => [name, this.#tables[place] as Table<unknown>])
  }
}
