package main

import (
	"context"
	"encoding/json"
	"fmt"

	"k8s.io/apiextensions-apiserver/pkg/apis/apiextensions"
	apiextensionsv1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	structural "k8s.io/apiextensions-apiserver/pkg/apiserver/schema"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/cel"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/defaulting"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/listtype"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/objectmeta"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/pruning"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/validation"
	apivalidation "k8s.io/apimachinery/pkg/api/validation"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	utiljson "k8s.io/apimachinery/pkg/util/json"
	"k8s.io/apimachinery/pkg/util/validation/field"
	celconfig "k8s.io/apiserver/pkg/apis/cel"
)

// customKind judges the objects of one version of a custom resource.
type customKind struct {
	namespaced bool
	hasStatus  bool
	schema     *structural.Structural
	validator  validation.SchemaValidator
	rules      *cel.Validator
}

type customKinds map[schema.GroupVersionKind]*customKind

// add takes what a CustomResourceDefinition defines, and says why a version of it cannot be taken.
func (c customKinds) add(text []byte) []finding {
	var definition apiextensionsv1.CustomResourceDefinition
	if err := json.Unmarshal(text, &definition); err != nil {
		return []finding{unreadable(err)}
	}
	found := []finding{}
	spec := definition.Spec
	for index, version := range spec.Versions {
		path := fmt.Sprintf("/spec/versions/%d/schema/openAPIV3Schema", index)
		if version.Schema == nil || version.Schema.OpenAPIV3Schema == nil {
			continue
		}
		kind, err := newCustomKind(version.Schema.OpenAPIV3Schema)
		if err != nil {
			found = append(found, finding{path, cut(err.Error()), "field"})
			continue
		}
		kind.namespaced = spec.Scope != apiextensionsv1.ClusterScoped
		kind.hasStatus = version.Subresources != nil && version.Subresources.Status != nil
		c[schema.GroupVersionKind{Group: spec.Group, Version: version.Name, Kind: spec.Names.Kind}] = kind
	}
	return found
}

func newCustomKind(v1 *apiextensionsv1.JSONSchemaProps) (*customKind, error) {
	var props apiextensions.JSONSchemaProps
	if err := apiextensionsv1.Convert_v1_JSONSchemaProps_To_apiextensions_JSONSchemaProps(v1, &props, nil); err != nil {
		return nil, err
	}
	shape, err := structural.NewStructural(&props)
	if err != nil {
		return nil, err
	}
	if errs := structural.ValidateStructural(nil, shape); len(errs) > 0 {
		return nil, fmt.Errorf("not a structural schema: %s", message(errs[0]))
	}
	validator, _, err := validation.NewSchemaValidator(&props)
	if err != nil {
		return nil, err
	}
	return &customKind{schema: shape, validator: validator, rules: cel.NewValidator(shape, true, celconfig.PerCallLimit)}, nil
}

// judge does what the API server does on a creation, in its order: what is unknown, defaults, schema, lists, rules.
func (c *customKind) judge(text []byte) []finding {
	var object unstructured.Unstructured
	// Into int64 where a number is whole, as the server reads it: rules tell it from a float.
	if err := utiljson.Unmarshal(text, &object.Object); err != nil {
		return []finding{unreadable(err)}
	}
	found := []finding{}
	for _, path := range pruning.PruneWithOptions(object.Object, c.schema, true, structural.UnknownFieldPathOptions{TrackUnknownFieldPaths: true}) {
		found = append(found, finding{pointer(path), "unknown field", "unknown"})
	}
	if c.hasStatus {
		delete(object.Object, "status")
	}
	defaulting.PruneNonNullableNullsWithoutDefaults(object.Object, c.schema)
	defaulting.Default(object.Object, c.schema)
	if err := objectmeta.Coerce(nil, object.Object, c.schema, false, false); err != nil {
		return append(found, unreadable(err))
	}
	prepareMetadata(&object, c.namespaced)
	ctx := context.Background()
	errs := apivalidation.ValidateObjectMetaAccessor(&object, c.namespaced, apivalidation.NameIsDNSSubdomain, field.NewPath("metadata"))
	errs = append(errs, validation.ValidateCustomResource(nil, object.Object, c.validator)...)
	errs = append(errs, objectmeta.Validate(ctx, nil, object.Object, c.schema, false)...)
	errs = append(errs, listtype.ValidateListSetsAndMaps(nil, c.schema, object.Object)...)
	found = append(found, findings(errs)...)
	if len(errs) == 0 {
		// Rules assume what schemas say.
		broken, _ := c.rules.Validate(ctx, nil, c.schema, object.Object, nil, celconfig.RuntimeCELCostBudget)
		for _, one := range findings(broken) {
			found = append(found, finding{one.Path, one.Message, "rule"})
		}
	}
	return tidy(found)
}
