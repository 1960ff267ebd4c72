package main

import (
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"helm.sh/helm/v4/pkg/chart/common"
	chart "helm.sh/helm/v4/pkg/chart/v2"
	chartutil "helm.sh/helm/v4/pkg/chart/v2/util"
	"helm.sh/helm/v4/pkg/engine"
	"sigs.k8s.io/yaml"
)

// difference is something that Helm 3 does otherwise with a chart and its values.
type difference struct {
	// function, null, version or separator.
	Kind string `json:"kind"`
	// A function, or the places of nulls.
	Names    []string `json:"names"`
	Template string   `json:"template,omitempty"`
	Line     int      `json:"line,omitempty"`
}

const helm3 = "v3.22.0"

// renderAgain renders the same, with what it may change first.
type renderAgain func(change func(loaded *chart.Chart, values common.Values, capabilities *common.Capabilities)) (map[string]string, error)

// again renders from the chart as it was loaded each time, since templates may change values.
func again(original, loaded *chart.Chart, asked renderRequest, capabilities *common.Capabilities) renderAgain {
	return func(change func(*chart.Chart, common.Values, *common.Capabilities)) (map[string]string, error) {
		fresh, other := copyOf(original), capabilities.Copy()
		fresh.Metadata.Version = loaded.Metadata.Version
		values, err := valuesOf(asked.Values)
		if err != nil {
			return nil, err
		}
		if err := chartutil.ProcessDependencies(fresh, values); err != nil {
			return nil, err
		}
		merged, err := renderValues(fresh, values, asked, other)
		if err != nil {
			return nil, err
		}
		all, _ := merged["Values"].(common.Values)
		change(fresh, all, other)
		return engine.Render(fresh, merged)
	}
}

func compareHelm3(original, loaded *chart.Chart, asked renderRequest, files map[string]string, again renderAgain) ([]difference, error) {
	set, err := valuesOf(asked.Values)
	if err != nil {
		return nil, failed("values", err)
	}
	return differences(original, loaded, set, files, again), nil
}

// differences are found where Helm 3 would give something else: templates that it does not parse, and what it makes of the rest.
func differences(original, loaded *chart.Chart, set map[string]any, files map[string]string, again renderAgain) []difference {
	found := newFunctions(loaded)
	if mentions(loaded, "HelmVersion") {
		other, err := again(func(_ *chart.Chart, _ common.Values, capabilities *common.Capabilities) {
			capabilities.HelmVersion.Version = helm3
		})
		found = append(found, differing("version", []string{}, files, other, err)...)
	}
	if holdsNull(original) {
		var nulls []string
		other, err := again(func(_ *chart.Chart, values common.Values, _ *common.Capabilities) {
			nulls = keepNulls(values.AsMap(), original, set, "")
			slices.Sort(nulls)
		})
		if len(nulls) > 0 {
			found = append(found, differing("null", nulls, files, other, err)...)
		}
	}
	found = withoutChance(found, files, again)
	for _, name := range slices.Sorted(maps.Keys(files)) {
		if !reflect.DeepEqual(parsedDocuments(documents(files[name])), parsedDocuments(documents3(files[name]))) {
			found = append(found, difference{Kind: "separator", Names: []string{}, Template: name})
		}
	}
	return found
}

// differing are the templates that give something else.
func differing(kind string, names []string, files, other map[string]string, err error) []difference {
	if err != nil {
		return []difference{{Kind: kind, Names: names}}
	}
	var found []difference
	for _, name := range slices.Sorted(maps.Keys(files)) {
		if files[name] != other[name] {
			found = append(found, difference{Kind: kind, Names: names, Template: name})
		}
	}
	return found
}

// withoutChance leaves out templates that give something else each time, such as a new password.
func withoutChance(found []difference, files map[string]string, again renderAgain) []difference {
	isDecided := func(one difference) bool { return one.Kind == "function" || one.Template == "" }
	if !slices.ContainsFunc(found, func(one difference) bool { return !isDecided(one) }) {
		return found
	}
	same, err := again(func(*chart.Chart, common.Values, *common.Capabilities) {})
	return slices.DeleteFunc(found, func(one difference) bool {
		return !isDecided(one) && (err != nil || same[one.Template] != files[one.Template])
	})
}

// Helm 3's: pkg/releaseutil/manifest.go.
var separator3 = regexp.MustCompile(`(?:^|\s*\n)---\s*`)

func documents3(text string) []string {
	var all []string
	for _, each := range separator3.Split(strings.TrimSpace(text), -1) {
		if each = strings.TrimSpace(each); each != "" {
			all = append(all, each)
		}
	}
	return all
}

func parsedDocuments(all []string) []any {
	found := make([]any, 0, len(all))
	for _, each := range all {
		var parsed any
		// Helm ends each with a line end when it hands it on.
		if err := yaml.Unmarshal([]byte(each+"\n"), &parsed); err == nil && parsed != nil {
			found = append(found, parsed)
		}
	}
	return found
}
