package main

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	appsv1 "k8s.io/api/apps/v1"
	authnv1 "k8s.io/api/authentication/v1"
	authzv1 "k8s.io/api/authorization/v1"
	asv1 "k8s.io/api/autoscaling/v1"
	batchv1 "k8s.io/api/batch/v1"
	coordv1 "k8s.io/api/coordination/v1"
	corev1 "k8s.io/api/core/v1"
	discv1 "k8s.io/api/discovery/v1"
	eventsv1 "k8s.io/api/events/v1"
	netv1 "k8s.io/api/networking/v1"
	policyv1 "k8s.io/api/policy/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	schedv1 "k8s.io/api/scheduling/v1"
	stov1 "k8s.io/api/storage/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/util/intstr"
	"os"
	"reflect"
	"time"
)

type M interface{ Marshal() ([]byte, error) }

var n int

func fill(v reflect.Value, depth int, name string) {
	switch v.Addr().Interface().(type) {
	case *metav1.Time:
		v.Set(reflect.ValueOf(metav1.Time{Time: time.Unix(1767225600+int64(n), 0).UTC()}))
		n++
		return
	case *metav1.MicroTime:
		v.Set(reflect.ValueOf(metav1.MicroTime{Time: time.Unix(1767225600+int64(n), 123456000).UTC()}))
		n++
		return
	case *resource.Quantity:
		n++
		v.Set(reflect.ValueOf(resource.MustParse(fmt.Sprintf("%dMi", n))))
		return
	case *intstr.IntOrString:
		n++
		if n%2 == 0 {
			v.Set(reflect.ValueOf(intstr.FromInt32(int32(n))))
		} else {
			v.Set(reflect.ValueOf(intstr.FromString(fmt.Sprintf("%d%%", n))))
		}
		return
	case *runtime.RawExtension:
		v.Set(reflect.ValueOf(runtime.RawExtension{Raw: []byte(`{"raw":1}`)}))
		return
	case *metav1.FieldsV1:
		f := metav1.FieldsV1{}
		f.SetRawBytes([]byte(`{"f:a":{}}`))
		v.Set(reflect.ValueOf(f))
		return
	}
	switch v.Kind() {
	case reflect.Ptr:
		if depth > 30 {
			return
		}
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem(), depth+1, name)
	case reflect.Struct:
		for i := 0; i < v.NumField(); i++ {
			if v.Type().Field(i).PkgPath != "" {
				continue
			}
			if v.Type().Field(i).Name == "TypeMeta" {
				continue
			}
			fill(v.Field(i), depth+1, v.Type().Field(i).Name)
		}
	case reflect.Slice:
		if v.Type().Elem().Kind() == reflect.Uint8 {
			v.SetBytes([]byte(fmt.Sprintf("bytes-%d", n)))
			n++
			return
		}
		if depth > 30 {
			return
		}
		s := reflect.MakeSlice(v.Type(), 1, 1)
		for i := 0; i < 1; i++ {
			fill(s.Index(i), depth+1, name)
		}
		v.Set(s)
	case reflect.Map:
		if depth > 30 {
			return
		}
		m := reflect.MakeMap(v.Type())
		for i := 0; i < 2; i++ {
			k := reflect.New(v.Type().Key()).Elem()
			k.SetString(fmt.Sprintf("key-%d", n))
			n++
			e := reflect.New(v.Type().Elem()).Elem()
			fill(e, depth+1, name)
			m.SetMapIndex(k, e)
		}
		v.Set(m)
	case reflect.String:
		v.SetString(fmt.Sprintf("%s-%d", name, n))
		n++
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int32:
		n++
		v.SetInt(int64(n) * 37)
	case reflect.Int64, reflect.Int:
		n++
		v.SetInt(int64(n) * 1000003)
	case reflect.Float64:
		v.SetFloat(1.5)
	case reflect.Interface, reflect.Uint8:
	default:
		panic(v.Kind().String() + name)
	}
}

type Out struct {
	APIVersion string          `json:"apiVersion"`
	Kind       string          `json:"kind"`
	Protobuf   string          `json:"protobuf"`
	JSON       json.RawMessage `json:"json"`
}

func main() {
	list := []struct {
		av, k string
		o     M
	}{
		{"v1", "Secret", &corev1.Secret{}}, {"v1", "Namespace", &corev1.Namespace{}}, {"v1", "ConfigMap", &corev1.ConfigMap{}}, {"v1", "ServiceAccount", &corev1.ServiceAccount{}},
		{"v1", "Pod", &corev1.Pod{}}, {"v1", "Service", &corev1.Service{}}, {"v1", "PersistentVolumeClaim", &corev1.PersistentVolumeClaim{}}, {"v1", "PersistentVolume", &corev1.PersistentVolume{}}, {"v1", "Event", &corev1.Event{}}, {"v1", "Node", &corev1.Node{}},
		{"v1", "Binding", &corev1.Binding{}}, {"v1", "Endpoints", &corev1.Endpoints{}}, {"v1", "ResourceQuota", &corev1.ResourceQuota{}},
		{"apps/v1", "Deployment", &appsv1.Deployment{}}, {"apps/v1", "ReplicaSet", &appsv1.ReplicaSet{}}, {"apps/v1", "StatefulSet", &appsv1.StatefulSet{}}, {"apps/v1", "DaemonSet", &appsv1.DaemonSet{}}, {"apps/v1", "ControllerRevision", &appsv1.ControllerRevision{}},
		{"batch/v1", "Job", &batchv1.Job{}}, {"batch/v1", "CronJob", &batchv1.CronJob{}},
		{"networking.k8s.io/v1", "Ingress", &netv1.Ingress{}}, {"networking.k8s.io/v1", "NetworkPolicy", &netv1.NetworkPolicy{}},
		{"policy/v1", "PodDisruptionBudget", &policyv1.PodDisruptionBudget{}}, {"policy/v1", "Eviction", &policyv1.Eviction{}},
		{"rbac.authorization.k8s.io/v1", "Role", &rbacv1.Role{}}, {"rbac.authorization.k8s.io/v1", "RoleBinding", &rbacv1.RoleBinding{}}, {"rbac.authorization.k8s.io/v1", "ClusterRole", &rbacv1.ClusterRole{}}, {"rbac.authorization.k8s.io/v1", "ClusterRoleBinding", &rbacv1.ClusterRoleBinding{}},
		{"coordination.k8s.io/v1", "Lease", &coordv1.Lease{}}, {"events.k8s.io/v1", "Event", &eventsv1.Event{}}, {"autoscaling/v1", "Scale", &asv1.Scale{}},
		{"authentication.k8s.io/v1", "TokenRequest", &authnv1.TokenRequest{}}, {"authorization.k8s.io/v1", "SelfSubjectAccessReview", &authzv1.SelfSubjectAccessReview{}}, {"authorization.k8s.io/v1", "SubjectAccessReview", &authzv1.SubjectAccessReview{}},
		{"discovery.k8s.io/v1", "EndpointSlice", &discv1.EndpointSlice{}}, {"scheduling.k8s.io/v1", "PriorityClass", &schedv1.PriorityClass{}}, {"storage.k8s.io/v1", "StorageClass", &stov1.StorageClass{}},
		{"meta.k8s.io/v1", "DeleteOptions", &metav1.DeleteOptions{}}, {"meta.k8s.io/v1", "PartialObjectMetadata", &metav1.PartialObjectMetadata{}},
	}
	out := []Out{}
	for _, e := range list {
		n = 1
		fill(reflect.ValueOf(e.o).Elem(), 0, e.k)
		raw, err := e.o.Marshal()
		if err != nil {
			panic(err)
		}
		u := runtime.Unknown{TypeMeta: runtime.TypeMeta{APIVersion: e.av, Kind: e.k}, Raw: raw}
		b, err := u.Marshal()
		if err != nil {
			panic(err)
		}
		body := append([]byte{'k', '8', 's', 0}, b...)
		j, err := json.Marshal(e.o)
		if err != nil {
			panic(err)
		}
		out = append(out, Out{e.av, e.k, base64.StdEncoding.EncodeToString(body), j})
	}
	enc := json.NewEncoder(os.Stdout)
	enc.Encode(out)
}
