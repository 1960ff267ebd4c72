package main

import (
	"slices"

	chart "helm.sh/helm/v4/pkg/chart/v2"
)

func holdsNull(of *chart.Chart) bool {
	return nullIn(of.Values) || slices.ContainsFunc(of.Dependencies(), holdsNull)
}

func nullIn(values map[string]any) bool {
	for _, one := range values {
		inside, _ := one.(map[string]any)
		if one == nil || nullIn(inside) {
			return true
		}
	}
	return false
}

// keepNulls puts the nulls of charts' own values back where nobody sets anything, and says where.
func keepNulls(values map[string]any, of *chart.Chart, set map[string]any, at string) []string {
	skip := map[string]bool{"global": true}
	found := []string{}
	for _, below := range of.Dependencies() {
		for _, key := range keysOf(of, below) {
			skip[key] = true
			if inside, ok := values[key].(map[string]any); ok {
				setInside, _ := set[key].(map[string]any)
				found = append(found, keepNulls(inside, below, setInside, at+key+".")...)
			}
		}
	}
	return append(found, keepNullsOf(values, of.Values, set, skip, at)...)
}

func keepNullsOf(values, own, set map[string]any, skip map[string]bool, at string) []string {
	found := []string{}
	for key, one := range own {
		_, isSet := set[key]
		switch one := one.(type) {
		case nil:
			if _, isThere := values[key]; !isThere && !isSet && !skip[key] {
				values[key] = nil
				found = append(found, at+key)
			}
		case map[string]any:
			inside, ok := values[key].(map[string]any)
			if ok && !skip[key] {
				setInside, _ := set[key].(map[string]any)
				found = append(found, keepNullsOf(inside, one, setInside, nil, at+key+".")...)
			}
		}
	}
	return found
}

// keysOf are where the values of a sub-chart stand: its aliases, or its name.
func keysOf(above, below *chart.Chart) []string {
	keys := []string{}
	for _, declared := range above.Metadata.Dependencies {
		if declared != nil && declared.Name == below.Name() {
			keys = append(keys, declared.Name)
			if declared.Alias != "" {
				keys[len(keys)-1] = declared.Alias
			}
		}
	}
	if len(keys) == 0 {
		keys = append(keys, below.Name())
	}
	return keys
}
