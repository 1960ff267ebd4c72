// Package reads finds which values the templates of a chart read.
//
// It runs the templates on places in place of values: `.Values.a.b` is the place a.b, whatever stands there, and both sides of every
// condition are taken. What it finds is never too little: a place that goes where it cannot be followed counts as read with all below
// it. It may be too much: a template that never runs counts too.
package reads

import (
	"maps"
	"path"
	"slices"
	"strings"
	"text/template/parse"

	chart "helm.sh/helm/v4/pkg/chart/v2"
)

// Read is a place in the chart's values; "*" in its path is any key, and any item of a list.
type Read struct {
	Path []string `json:"path"`
	// Whether all that lies below is read as well.
	Open bool `json:"open"`
}

const (
	// A chart whose templates take longer than this to follow is read as a whole.
	maxSteps  = 1_000_000
	maxDepth  = 60
	maxRounds = 12
)

// tooMuch ends an analysis from within; it is raised and recovered in this package alone.
type tooMuch struct{}

// Reads is what the templates of a chart and of its sub-charts read.
type Reads struct {
	// Sorted, each once, and nothing below what is open.
	Reads []Read `json:"reads"`
	// Places without a default: where one of them is set, whatever is set counts as read. Sorted.
	AllIf [][]string `json:"allIf"`
}

// Of gives what templates read.
func Of(top *chart.Chart) (found Reads) {
	defer func() {
		if raised := recover(); raised != nil {
			if _, ok := raised.(tooMuch); !ok {
				panic(raised)
			}
			found = Reads{[]Read{{Path: []string{}, Open: true}}, [][]string{}}
		}
	}()
	a := &analysis{defined: map[string][]*parse.Tree{}, stored: map[int]map[string]value{}, sites: map[*parse.CommandNode]int{}, parsed: map[string][]*parse.Tree{}, given: map[string]mark{}}
	a.take(top, nil, "", nil)
	for range maxRounds {
		a.isNewlyStored, a.done = false, map[string]outcome{}
		a.readByHelm()
		for _, each := range a.scopes {
			a.runAll(each)
		}
		if !a.isNewlyStored {
			return Reads{a.seen.list(), a.allIf.paths()}
		}
	}
	panic(tooMuch{})
}

// scope is a chart at one place: a sub-chart that has two aliases is two.
type scope struct {
	chart *chart.Chart
	// Where its values lie in those of the top chart.
	prefix []string
	// What the names of its templates begin with.
	path  string
	below map[string]value
}

type analysis struct {
	scopes  []*scope
	defined map[string][]*parse.Tree
	seen    tree
	// The place on which what is followed depends, if any, and those on which it depended that all values were read.
	guard []string
	allIf tree
	// Of the call that is followed, whole values that it reads.
	wholes [][]string
	// By where a map was made, what `set` and `merge` put into it under each key.
	stored        map[int]map[string]value
	isNewlyStored bool
	// What calls gave, by template and context. A call that still runs is there with nothing.
	done map[string]outcome
	// What the texts have in them that calls gave in the round before.
	given map[string]mark
	// Templates in values and in files, and what became of each text that was parsed.
	texts, files []string
	parsed       map[string][]*parse.Tree
	// Where dictionaries are made: the numbers of calls, and that of the one that is followed.
	sites        map[*parse.CommandNode]int
	site         int
	steps, depth int
}

// take adds a chart with all below it. Templates of one name may come from several charts: all of them count.
func (a *analysis) take(one *chart.Chart, prefix []string, above string, subcharts map[string]value) {
	name := one.Name()
	if len(prefix) > 0 {
		name = prefix[len(prefix)-1]
	}
	made := &scope{chart: one, prefix: prefix, path: path.Join(above, name), below: map[string]value{}}
	a.scopes = append(a.scopes, made)
	if subcharts != nil {
		subcharts[name] = contextOf(made)
	}
	for _, file := range one.Templates {
		if file != nil {
			a.define(path.Join(made.path, file.Name), string(file.Data))
		}
	}
	texts, files := templatesIn(one)
	a.texts, a.files = append(a.texts, texts...), append(a.files, files...)
	for _, below := range one.Dependencies() {
		for _, key := range keysOf(one, below) {
			a.take(below, append(slices.Clone(prefix), key), path.Join(made.path, "charts"), made.below)
		}
	}
}

// keysOf are where the values of a sub-chart stand: its aliases, or its name.
func keysOf(above, below *chart.Chart) []string {
	keys := map[string]bool{}
	for _, declared := range above.Metadata.Dependencies {
		if declared == nil || declared.Name != below.Name() {
			continue
		}
		if declared.Alias != "" {
			keys[declared.Alias] = true
		} else {
			keys[declared.Name] = true
		}
	}
	if len(keys) == 0 {
		keys[below.Name()] = true
	}
	return slices.Sorted(maps.Keys(keys))
}

// runAll follows what Helm renders of a chart: of a library, nothing by itself.
func (a *analysis) runAll(each *scope) {
	if each.chart.Metadata.Type == "library" {
		return
	}
	for _, file := range each.chart.Templates {
		if file == nil || strings.HasPrefix(path.Base(file.Name), "_") {
			continue
		}
		a.open(a.call(path.Join(each.path, file.Name), contextOf(each)))
	}
}

// readByHelm notes what Helm reads itself: conditions, tags, and what parents import from sub-charts.
func (a *analysis) readByHelm() {
	for _, each := range a.scopes {
		for _, declared := range each.chart.Metadata.Dependencies {
			if declared == nil {
				continue
			}
			for _, condition := range strings.Split(declared.Condition, ",") {
				if condition = strings.TrimSpace(condition); condition != "" {
					a.note(join(each.prefix, strings.Split(condition, ".")...), false)
				}
			}
			for _, tag := range declared.Tags {
				a.note([]string{"tags", tag}, false)
				a.note(join(each.prefix, "tags", tag), false)
			}
			key := declared.Name
			if declared.Alias != "" {
				key = declared.Alias
			}
			for _, imported := range declared.ImportValues {
				a.note(join(join(each.prefix, key), importedFrom(imported)...), true)
			}
		}
	}
}

func importedFrom(imported any) []string {
	switch imported := imported.(type) {
	case string:
		return append([]string{"exports"}, strings.Split(imported, ".")...)
	case map[string]any:
		if child, ok := imported["child"].(string); ok {
			return strings.Split(child, ".")
		}
	case map[string]string:
		return strings.Split(imported["child"], ".")
	}
	return nil
}

func join(prefix []string, more ...string) []string {
	return append(slices.Clone(prefix), more...)
}

// note keeps a read. Helm gives a chart's `global` to all charts below it.
func (a *analysis) note(at []string, open bool) {
	if open && a.isWhole(at) && !a.readsWhole(at) {
		return
	}
	if !a.seen.add(at, open) {
		return
	}
	for _, each := range a.scopes {
		depth := len(each.prefix)
		if depth == 0 || len(at) < depth || !slices.Equal(at[:depth], each.prefix) {
			continue
		}
		rest := at[depth:]
		switch {
		case len(rest) == 0 && open:
			rest = []string{"global"}
		case len(rest) > 0 && (rest[0] == "global" || rest[0] == "*"):
			rest = join([]string{"global"}, rest[1:]...)
		default:
			continue
		}
		for above := range depth {
			a.seen.add(join(each.prefix[:above], rest...), open)
		}
	}
}
