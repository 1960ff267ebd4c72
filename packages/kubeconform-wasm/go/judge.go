package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"unsafe"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/yannh/kubeconform/pkg/cache"
	"github.com/yannh/kubeconform/pkg/resource"
	"github.com/yannh/kubeconform/pkg/validator"
	yaml2 "go.yaml.in/yaml/v2"
	"sigs.k8s.io/yaml"
)

// options are kubeconform's own; locations are templates of paths below /schemas.
type options struct {
	Locations            []string `json:"locations"`
	KubernetesVersion    string   `json:"kubernetesVersion"`
	Strict               bool     `json:"strict"`
	IgnoreMissingSchemas bool     `json:"ignoreMissingSchemas"`
	SkipKinds            []string `json:"skipKinds"`
	RejectKinds          []string `json:"rejectKinds"`
}

// verdict is what kubeconform says of one document, with the leaves that it objects to.
type verdict struct {
	APIVersion string    `json:"apiVersion"`
	Kind       string    `json:"kind"`
	Namespace  string    `json:"namespace"`
	Name       string    `json:"name"`
	Status     string    `json:"status"`
	Reason     string    `json:"reason,omitempty"`
	Errors     []finding `json:"errors"`
}

// judge is a kubeconform validator with a look into its cache of compiled schemas.
type judge struct {
	validator validator.Validator
	options   options
	schemas   cache.Cache
}

// One judge per set of options, so that a schema is compiled once.
var judges = map[string]*judge{}

func judgeFor(encoded string) (*judge, error) {
	if known, ok := judges[encoded]; ok {
		return known, nil
	}
	var o options
	if err := json.Unmarshal([]byte(encoded), &o); err != nil {
		return nil, fmt.Errorf("options: %w", err)
	}
	if o.KubernetesVersion == "" {
		o.KubernetesVersion = "master" // kubeconform's own default; part of its cache's keys
	}
	locations := make([]string, len(o.Locations))
	for i, location := range o.Locations {
		locations[i] = "/schemas/" + location
	}
	v, err := validator.New(locations, validator.Opts{
		KubernetesVersion:    o.KubernetesVersion,
		Strict:               o.Strict,
		IgnoreMissingSchemas: o.IgnoreMissingSchemas,
		SkipKinds:            set(o.SkipKinds),
		RejectKinds:          set(o.RejectKinds),
	})
	if err != nil {
		return nil, err
	}
	made := &judge{validator: v, options: o, schemas: schemaCache(v)}
	judges[encoded] = made
	return made, nil
}

// schemaCache is kubeconform's cache of compiled schemas. It is a private field: kubeconform's own findings stop above
// the leaf and its error is flat text, and compiling the schema a second time would cost as much as the first time.
// The module is pinned, and the package's tests fail when the field moves.
func schemaCache(v validator.Validator) cache.Cache {
	field := reflect.ValueOf(v).Elem().FieldByName("schemaMemoryCache")
	return *(*cache.Cache)(unsafe.Pointer(field.UnsafeAddr()))
}

func (j *judge) verdict(document []byte) verdict {
	if severalDocuments(document) {
		return verdict{Status: "error", Reason: "several-documents", Errors: whole("several YAML documents in one")}
	}
	answer := j.validator.ValidateResource(resource.Resource{Bytes: document})
	said := verdict{Errors: []finding{}}
	if answer.Status != validator.Empty {
		// Parsed by ValidateResource already unless that failed, in which case the names are as good as can be had.
		if signature, _ := answer.Resource.Signature(); signature != nil {
			said.APIVersion, said.Kind = signature.Version, signature.Kind
			said.Namespace, said.Name = signature.Namespace, signature.Name
		}
	}
	switch answer.Status {
	case validator.Valid:
		said.Status = "valid"
	case validator.Invalid:
		said.Status = "invalid"
		said.Errors = j.leaves(document, said.Kind, said.APIVersion)
		said.readAsTheProgramDoes(document)
	case validator.Skipped:
		said.Status = "skipped"
	case validator.Empty:
		said.Status, said.Reason = "skipped", "empty"
	default:
		said.Status, said.Errors = "error", whole(answer.Err.Error())
		said.Reason = j.reason(said.Kind, said.APIVersion)
	}
	return said
}

// readAsTheProgramDoes reads the names as kubeconform's program does before it validates: into a struct, where metadata
// that is a list is an error, and a name that is a number becomes text.
func (v *verdict) readAsTheProgramDoes(document []byte) {
	fresh := resource.Resource{Bytes: document}
	signature, err := fresh.Signature()
	if err != nil {
		v.Status = "error"
		return
	}
	v.Namespace, v.Name = signature.Namespace, signature.Name
}

// reason tells a missing schema from the other errors: kubeconform remembers that it found none.
func (j *judge) reason(kind, apiVersion string) string {
	if schema, found := j.schema(kind, apiVersion); found && schema == nil {
		return "no-schema"
	}
	return ""
}

func (j *judge) schema(kind, apiVersion string) (*jsonschema.Schema, bool) {
	cached, err := j.schemas.Get(fmt.Sprintf("%s-%s-%s", kind, apiVersion, j.options.KubernetesVersion))
	if err != nil {
		return nil, false
	}
	schema, ok := cached.(*jsonschema.Schema)
	return schema, ok
}

// leaves validates once more with the schema that kubeconform compiled, for the findings that it folds away.
func (j *judge) leaves(document []byte, kind, apiVersion string) []finding {
	schema, _ := j.schema(kind, apiVersion)
	var object map[string]any
	var invalid *jsonschema.ValidationError
	if schema == nil || yaml.Unmarshal(document, &object) != nil || !errors.As(schema.Validate(object), &invalid) {
		return whole("does not match its schema")
	}
	return findings(invalid)
}

// severalDocuments tells whether a second YAML document follows, which kubeconform would pass over.
func severalDocuments(document []byte) bool {
	if !bytes.Contains(document, []byte("\n---")) && !bytes.Contains(document, []byte("\n...")) {
		return false
	}
	decoder := yaml2.NewDecoder(bytes.NewReader(document))
	var ignored any
	if err := decoder.Decode(&ignored); err != nil {
		return false // kubeconform will say so
	}
	return decoder.Decode(&ignored) != io.EOF
}

func set(names []string) map[string]struct{} {
	result := make(map[string]struct{}, len(names))
	for _, name := range names {
		result[name] = struct{}{}
	}
	return result
}
