package reads

import "slices"

// isWhole says whether all values of a chart lie at a place.
func (a *analysis) isWhole(at []string) bool {
	return slices.ContainsFunc(a.scopes, func(each *scope) bool { return slices.Equal(each.prefix, at) })
}

// readsWhole says whether all values of a chart are read whatever is set. Templates that hand them over for a test, or to look at them,
// do so where a value is set that has no default.
func (a *analysis) readsWhole(at []string) bool {
	a.wholes = append(a.wholes, at)
	if a.guard == nil {
		return true
	}
	a.allIf.add(a.guard, false)
	return false
}

// guardOf is the place that must be set for a branch to be taken; the one that is known already where this is none.
func (a *analysis) guardOf(tested value) []string {
	if a.guard != nil || len(tested.things) != 1 || tested.things[0].kind != place || a.hasDefault(tested.things[0].path) {
		return a.guard
	}
	return tested.things[0].path
}

// hasDefault says whether a chart sets something at a place which a condition takes for true.
func (a *analysis) hasDefault(at []string) bool {
	for _, each := range a.scopes {
		if len(at) < len(each.prefix) || !slices.Equal(at[:len(each.prefix)], each.prefix) {
			continue
		}
		var found any = each.chart.Values
		for _, key := range at[len(each.prefix):] {
			if key == "*" {
				return true
			}
			inside, _ := found.(map[string]any)
			found = inside[key]
		}
		switch found := found.(type) {
		case nil:
		case bool:
			if found {
				return true
			}
		case string:
			if found != "" {
				return true
			}
		case map[string]any:
			if len(found) > 0 {
				return true
			}
		case []any:
			if len(found) > 0 {
				return true
			}
		default:
			return true
		}
	}
	// Helm hands it to every chart.
	return slices.Contains(at, "global")
}
