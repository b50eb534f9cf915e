"""
Talks to a served world with the Kubernetes client of Debian (python3-kubernetes), which checks every answer against
the generated models: required members, types, dates. Prints one line a check, `ok <what>` or `FAILED <what>: <why>`.

    KUBECONFIG=... python3 check_api.py <namespace>
"""

import sys

from kubernetes import client, config, watch


def main(namespace):
    config.load_kube_config()
    checks = [(name, check) for name, check in CHECKS]
    failed = 0
    for name, check in checks:
        try:
            check(namespace)
            print(f"ok {name}")
        except Exception as error:  # every failure is reported, none ends the run
            failed += 1
            print(f"FAILED {name}: {type(error).__name__}: {str(error).splitlines()[0] if str(error) else ''}")
    sys.exit(1 if failed else 0)


def listing(api, method, namespaced=True):
    def check(namespace):
        call = getattr(api(), method)
        answer = call(namespace) if namespaced else call()
        assert answer.metadata.resource_version, "a list without resourceVersion"
        for item in answer.items:
            assert item.metadata.uid, "an item without uid"
            assert item.metadata.creation_timestamp, "an item without creationTimestamp"

    return check


def write_config_map(namespace):
    api = client.CoreV1Api()
    made = api.create_namespaced_config_map(
        namespace, client.V1ConfigMap(metadata=client.V1ObjectMeta(name="from-python"), data={"a": "1"})
    )
    assert made.metadata.name == "from-python" and made.data == {"a": "1"}
    patched = api.patch_namespaced_config_map("from-python", namespace, {"data": {"b": "2"}})
    assert patched.data == {"a": "1", "b": "2"}, patched.data
    patched.data = {"c": "3"}
    replaced = api.replace_namespaced_config_map("from-python", namespace, patched)
    assert replaced.data == {"c": "3"}, replaced.data
    try:
        api.replace_namespaced_config_map("from-python", namespace, made)
        raise AssertionError("a stale update was accepted")
    except client.ApiException as refused:
        assert refused.status == 409, refused.status
    status = api.delete_namespaced_config_map("from-python", namespace)
    assert status.status == "Success", status.status
    try:
        api.read_namespaced_config_map("from-python", namespace)
        raise AssertionError("a deleted object was read")
    except client.ApiException as refused:
        assert refused.status == 404, refused.status


def write_secret(namespace):
    api = client.CoreV1Api()
    made = api.create_namespaced_secret(
        namespace, client.V1Secret(metadata=client.V1ObjectMeta(generate_name="made-"), string_data={"k": "v"})
    )
    assert made.metadata.name.startswith("made-") and made.data == {"k": "dg=="}
    api.delete_namespaced_secret(made.metadata.name, namespace)


def write_deployment(namespace):
    api = client.AppsV1Api()
    labels = {"app": "python"}
    template = client.V1PodTemplateSpec(
        metadata=client.V1ObjectMeta(labels=labels),
        spec=client.V1PodSpec(containers=[client.V1Container(name="main", image="registry.example.com/app:1")]),
    )
    spec = client.V1DeploymentSpec(
        replicas=1, selector=client.V1LabelSelector(match_labels=labels), template=template
    )
    made = api.create_namespaced_deployment(
        namespace, client.V1Deployment(metadata=client.V1ObjectMeta(name="python"), spec=spec)
    )
    assert made.spec.strategy.type == "RollingUpdate", "defaults are missing"
    events = watch.Watch()
    for event in events.stream(
        api.list_namespaced_deployment, namespace, field_selector="metadata.name=python", timeout_seconds=20
    ):
        if (event["object"].status.ready_replicas or 0) == 1:
            events.stop()
            break
    else:
        raise AssertionError("the Deployment was never ready")
    scale = api.patch_namespaced_deployment_scale("python", namespace, {"spec": {"replicas": 2}})
    assert scale.spec.replicas == 2, scale
    api.delete_namespaced_deployment("python", namespace)


def watch_config_maps(namespace):
    api = client.CoreV1Api()
    start = api.list_namespaced_config_map(namespace).metadata.resource_version
    api.create_namespaced_config_map(
        namespace, client.V1ConfigMap(metadata=client.V1ObjectMeta(name="watched"))
    )
    api.patch_namespaced_config_map("watched", namespace, {"data": {"a": "b"}})
    api.delete_namespaced_config_map("watched", namespace)
    seen = []
    events = watch.Watch()
    for event in events.stream(
        api.list_namespaced_config_map, namespace, resource_version=start, timeout_seconds=2
    ):
        if event["object"].metadata.name == "watched":
            seen.append(event["type"])
    assert seen == ["ADDED", "MODIFIED", "DELETED"], seen


def read_logs(namespace):
    assert isinstance(client.CoreV1Api().read_namespaced_pod_log("toolbox", namespace), str)


def pages(namespace):
    api = client.CoreV1Api()
    whole = [pod.metadata.name for pod in api.list_namespaced_pod(namespace).items]
    paged, token = [], None
    while True:
        page = api.list_namespaced_pod(namespace, limit=1, _continue=token)
        paged += [pod.metadata.name for pod in page.items]
        token = page.metadata._continue
        if not token:
            break
    assert paged == whole, (paged, whole)


def version(_namespace):
    assert client.VersionApi().get_code().major == "1"


def discovery(_namespace):
    assert any(group.name == "apps" for group in client.ApisApi().get_api_versions().groups)
    assert any(each.name == "pods" for each in client.CoreV1Api().get_api_resources().resources)


CHECKS = [
    ("version", version),
    ("discovery", discovery),
    ("list nodes", listing(client.CoreV1Api, "list_node", False)),
    ("list namespaces", listing(client.CoreV1Api, "list_namespace", False)),
    ("list pods", listing(client.CoreV1Api, "list_namespaced_pod")),
    ("list services", listing(client.CoreV1Api, "list_namespaced_service")),
    ("list configmaps", listing(client.CoreV1Api, "list_namespaced_config_map")),
    ("list secrets", listing(client.CoreV1Api, "list_namespaced_secret")),
    ("list serviceaccounts", listing(client.CoreV1Api, "list_namespaced_service_account")),
    ("list endpoints", listing(client.CoreV1Api, "list_namespaced_endpoints")),
    ("list events", listing(client.CoreV1Api, "list_namespaced_event")),
    ("list persistentvolumeclaims", listing(client.CoreV1Api, "list_namespaced_persistent_volume_claim")),
    ("list deployments", listing(client.AppsV1Api, "list_namespaced_deployment")),
    ("list replicasets", listing(client.AppsV1Api, "list_namespaced_replica_set")),
    ("list statefulsets", listing(client.AppsV1Api, "list_namespaced_stateful_set")),
    ("list daemonsets", listing(client.AppsV1Api, "list_namespaced_daemon_set")),
    ("list jobs", listing(client.BatchV1Api, "list_namespaced_job")),
    ("list cronjobs", listing(client.BatchV1Api, "list_namespaced_cron_job")),
    ("list poddisruptionbudgets", listing(client.PolicyV1Api, "list_namespaced_pod_disruption_budget")),
    ("list ingresses", listing(client.NetworkingV1Api, "list_namespaced_ingress")),
    ("list leases", listing(client.CoordinationV1Api, "list_namespaced_lease")),
    ("list roles", listing(client.RbacAuthorizationV1Api, "list_namespaced_role")),
    ("list rolebindings", listing(client.RbacAuthorizationV1Api, "list_namespaced_role_binding")),
    ("list clusterroles", listing(client.RbacAuthorizationV1Api, "list_cluster_role", False)),
    ("list customresourcedefinitions", listing(client.ApiextensionsV1Api, "list_custom_resource_definition", False)),
    ("write configmap", write_config_map),
    ("write secret", write_secret),
    ("write deployment", write_deployment),
    ("watch configmaps", watch_config_maps),
    ("read logs", read_logs),
    ("pages", pages),
]

main(sys.argv[1])
