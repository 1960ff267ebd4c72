// Writes the strict JSON schemas of the kinds that Espalier emits, from their Go types by way of controller-gen's
// parser: one file per kind, named as kubeconform looks for it, without prose. Run by build.sh, by hand.
package main

import (
	"encoding/json"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/tools/go/packages"
	apiext "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	"k8s.io/utils/ptr"
	"sigs.k8s.io/controller-tools/pkg/crd"
	crdmarkers "sigs.k8s.io/controller-tools/pkg/crd/markers"
	"sigs.k8s.io/controller-tools/pkg/loader"
	"sigs.k8s.io/controller-tools/pkg/markers"
)

// kind is a Go type and the API that it is served as.
type kind struct {
	name, apiVersion, goPackage string
}

var kinds = []kind{
	{"Application", "argoproj.io/v1alpha1", "github.com/argoproj/argo-cd/v3/pkg/apis/application/v1alpha1"},
	{"AppProject", "argoproj.io/v1alpha1", "github.com/argoproj/argo-cd/v3/pkg/apis/application/v1alpha1"},
	{"ConfigMap", "v1", "k8s.io/api/core/v1"},
	{"GitRepository", "source.toolkit.fluxcd.io/v1", "github.com/fluxcd/source-controller/api/v1"},
	{"HelmRelease", "helm.toolkit.fluxcd.io/v2", "github.com/fluxcd/helm-controller/api/v2"},
	{"HelmRepository", "source.toolkit.fluxcd.io/v1", "github.com/fluxcd/source-controller/api/v1"},
	{"Kustomization", "kustomize.config.k8s.io/v1beta1", "sigs.k8s.io/kustomize/api/types"},
	{"Kustomization", "kustomize.toolkit.fluxcd.io/v1", "github.com/fluxcd/kustomize-controller/api/v1"},
	{"Namespace", "v1", "k8s.io/api/core/v1"},
	{"OCIRepository", "source.toolkit.fluxcd.io/v1", "github.com/fluxcd/source-controller/api/v1"},
}

func main() {
	log.SetFlags(0)
	if len(os.Args) != 2 {
		log.Fatal("usage: kubernetes-schemas FOLDER")
	}
	if err := run(os.Args[1]); err != nil {
		log.Fatal(err)
	}
}

func run(folder string) error {
	roots, parser, err := load()
	if err != nil {
		return err
	}
	for _, k := range kinds {
		ident := crd.TypeIdent{Package: roots[k.goPackage], Name: k.name}
		parser.NeedFlattenedSchemaFor(ident)
		// Type errors are for packages that are imported and not needed here: controller-gen passes over them as well.
		if loader.PrintErrors([]*loader.Package{ident.Package}, packages.TypeError) {
			return fmt.Errorf("%s: could not be read", k.name)
		}
		schema, err := strict(parser.FlattenedSchemata[ident], k)
		if err != nil {
			return err
		}
		encoded, err := json.Marshal(schema) // sorts keys
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(folder, k.file()), append(encoded, '\n'), 0o644); err != nil {
			return err
		}
		log.Printf("%s: %d bytes", k.file(), len(encoded)+1)
	}
	return nil
}

// file is the name under which kubeconform looks: the group's first part alone.
func (k kind) file() string {
	group, version, grouped := strings.Cut(k.apiVersion, "/")
	suffix := group
	if grouped {
		suffix = strings.Split(group, ".")[0] + "-" + version
	}
	return strings.ToLower(k.name+"-"+suffix) + ".json"
}

func load() (map[string]*loader.Package, *crd.Parser, error) {
	var paths []string
	for _, k := range kinds {
		paths = append(paths, k.goPackage)
	}
	roots, err := loader.LoadRoots(paths...)
	if err != nil {
		return nil, nil, err
	}
	registry := &markers.Registry{}
	if err := crdmarkers.Register(registry); err != nil {
		return nil, nil, err
	}
	parser := &crd.Parser{
		Collector:              &markers.Collector{Registry: registry},
		Checker:                &loader.TypeChecker{},
		IgnoreUnexportedFields: true,
		AllowDangerousTypes:    true, // kustomize's types have floats
	}
	crd.AddKnownTypes(parser)
	override(parser, "k8s.io/apimachinery/pkg/apis/meta/v1", func(schemata func(string, *apiext.JSONSchemaProps)) {
		// controller-gen leaves metadata open, since the API server fills it in: a strict schema wants the real one.
		schemata("ObjectMeta", nil)
		schemata("FieldsV1", open)
	})
	override(parser, "sigs.k8s.io/kustomize/api/types", func(schemata func(string, *apiext.JSONSchemaProps)) {
		// They hold a chart's values, which the parser cannot read.
		schemata("HelmChart", open)
		schemata("HelmChartArgs", open)
	})
	byPath := map[string]*loader.Package{}
	for _, root := range roots {
		byPath[root.PkgPath] = root
		parser.NeedPackage(root)
	}
	return byPath, parser, nil
}

var open = &apiext.JSONSchemaProps{Type: "object", XPreserveUnknownFields: ptr.To(true)}

// override sets the schemas of some types of a package; nil takes back what controller-gen sets for one.
func override(parser *crd.Parser, path string, set func(schemata func(string, *apiext.JSONSchemaProps))) {
	known := parser.PackageOverrides[path]
	parser.PackageOverrides[path] = func(p *crd.Parser, pkg *loader.Package) {
		if known == nil {
			p.AddPackage(pkg)
		} else {
			known(p, pkg)
		}
		set(func(name string, schema *apiext.JSONSchemaProps) {
			ident := crd.TypeIdent{Package: pkg, Name: name}
			if schema == nil {
				delete(p.Schemata, ident)
			} else {
				p.Schemata[ident] = *schema
			}
		})
	}
}

// strict is the schema with the kind's own name in it, since kubeconform's file names hold a part of the group alone.
func strict(props apiext.JSONSchemaProps, k kind) (map[string]any, error) {
	encoded, err := json.Marshal(props)
	if err != nil {
		return nil, err
	}
	var schema map[string]any
	if err := json.Unmarshal(encoded, &schema); err != nil {
		return nil, err
	}
	tighten(schema, k.file())
	properties := schema["properties"].(map[string]any)
	properties["apiVersion"] = map[string]any{"enum": []any{k.apiVersion}}
	properties["kind"] = map[string]any{"enum": []any{k.name}}
	share(schema)
	return schema, nil
}
