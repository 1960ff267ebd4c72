package main

import (
	"context"
	"encoding/json"
	"fmt"
	"regexp"
	"strings"

	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/util/version"
	"k8s.io/apiserver/pkg/endpoints/request"
	"k8s.io/apiserver/pkg/registry/rest"
	utilfeature "k8s.io/apiserver/pkg/util/feature"
	"k8s.io/kubernetes/pkg/api/legacyscheme"
)

// emulated is the version that was asked for last.
var emulated *version.Version

// emulate turns the features on and off that a version of Kubernetes has by default.
func emulate(kubernetes string) error {
	asked, err := version.ParseMajorMinor(kubernetes)
	if err != nil {
		return fmt.Errorf("kubernetes: %w", err)
	}
	emulated = asked
	return utilfeature.DefaultMutableFeatureGate.SetEmulationVersion(asked)
}

func judgeObject(text []byte, level level, custom customKinds) []finding {
	var known metav1.TypeMeta
	if err := json.Unmarshal(text, &known); err != nil {
		return []finding{unreadable(err)}
	}
	gvk := schema.FromAPIVersionAndKind(known.APIVersion, known.Kind)
	if definition, ok := custom[gvk]; ok {
		return definition.judge(text)
	}
	strategy, ok := strategies[gvk.GroupKind()]
	if !ok {
		return nil
	}
	versioned, _, err := legacyscheme.Codecs.UniversalDeserializer().Decode(text, &gvk, nil)
	if runtime.IsNotRegisteredError(err) {
		return nil // a version that is no longer served: schemas say so
	}
	if err != nil {
		return []finding{unreadable(err)}
	}
	found := append(level.judge(versioned), deprecation(versioned)...)
	legacyscheme.Scheme.Default(versioned)
	object, err := legacyscheme.Scheme.ConvertToVersion(versioned, schema.GroupVersion{Group: gvk.Group, Version: runtime.APIVersionInternal})
	if err != nil {
		return append(found, unreadable(err))
	}
	accessor, err := meta.Accessor(object)
	if err != nil {
		return append(found, unreadable(err))
	}
	prepareMetadata(accessor, strategy.NamespaceScoped())
	ctx := request.WithRequestInfo(context.Background(), &request.RequestInfo{
		IsResourceRequest: true, Verb: "create", APIGroup: gvk.Group, APIVersion: gvk.Version, Namespace: accessor.GetNamespace(),
	})
	ctx = request.WithNamespace(ctx, accessor.GetNamespace())
	strategy.PrepareForCreate(ctx, object)
	return append(found, findings(rest.ValidateCreate(ctx, object, strategy))...)
}

// prepareMetadata does what a server does before it looks: a name is made where only its beginning is given, and what people
// cannot say is filled in.
func prepareMetadata(object metav1.Object, namespaced bool) {
	if object.GetName() == "" && object.GetGenerateName() != "" {
		object.SetName(object.GetGenerateName() + "x7x7x")
	}
	if namespaced && object.GetNamespace() == "" {
		object.SetNamespace(metav1.NamespaceDefault)
	}
	if !namespaced {
		object.SetNamespace("") // kubectl and controllers send none, whatever is said
	}
	rest.FillObjectMetaSystemFields(object)
}

// A message of Go's JSON decoder: into Go struct field DeploymentSpec.spec.replicas of type int32.
var structField = regexp.MustCompile(`into Go struct field \w*\.([\w.]+) of type (\S+)`)

func unreadable(err error) finding {
	if match := structField.FindStringSubmatch(err.Error()); match != nil {
		return finding{"/" + strings.ReplaceAll(match[1], ".", "/"), "has another type than " + match[2], "type"}
	}
	if strings.Contains(err.Error(), "quantit") {
		return finding{"", "holds a quantity that cannot be read", "type"}
	}
	return finding{"", "cannot be read as its kind", "type"}
}

// deprecation says that Kubernetes wants to be rid of a version of a kind, from the marks on its types.
func deprecation(object runtime.Object) []finding {
	marked, ok := object.(interface{ APILifecycleDeprecated() (major, minor int) })
	if !ok {
		return nil
	}
	major, minor := marked.APILifecycleDeprecated()
	if emulated.LessThan(version.MajorMinor(uint(major), uint(minor))) {
		return nil
	}
	what := fmt.Sprintf("deprecated since Kubernetes %d.%d", major, minor)
	if replaced, ok := object.(interface {
		APILifecycleReplacement() schema.GroupVersionKind
	}); ok {
		instead := replaced.APILifecycleReplacement()
		what += fmt.Sprintf(", in favour of %s of %s", instead.Kind, instead.GroupVersion())
	}
	return []finding{{"/apiVersion", what, "deprecated"}}
}
