package reads

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"text/template/parse"
	"unicode/utf8"

	chart "helm.sh/helm/v4/pkg/chart/v2"
)

// define takes what a file or a text defines: itself, and the templates that are named in it.
func (a *analysis) define(name, source string) {
	for _, each := range parsed(name, source) {
		a.defined[each.Name] = append(a.defined[each.Name], each)
	}
}

// parsed are the templates of a source, the one of its own name among them; none where it cannot be parsed, and then Helm fails as well.
func parsed(name, source string) []*parse.Tree {
	trees := map[string]*parse.Tree{}
	top := parse.New(name)
	top.Mode = parse.SkipFuncCheck
	if _, err := top.Parse(source, "", "", trees); err != nil {
		return nil
	}
	found := make([]*parse.Tree, 0, len(trees))
	for _, key := range slices.Sorted(maps.Keys(trees)) {
		found = append(found, trees[key])
	}
	return found
}

// call follows a named template, each that there is of this name, once for each context. Where there is none, Helm fails.
func (a *analysis) call(name string, dot value) value {
	return a.callOf("n"+name, a.defined[name], dot)
}

// outcome is what came of a call.
type outcome struct {
	value  value
	wholes [][]string
}

func (a *analysis) callOf(key string, trees []*parse.Tree, dot value) value {
	id := key + "\x04" + dot.id()
	if done, isKnown := a.done[id]; isKnown {
		for _, each := range done.wholes {
			a.note(each, true)
		}
		return done.value
	}
	// What one that calls itself gives is known from the round before.
	a.done[id] = outcome{value: marked(a.given[id])}
	before := a.wholes
	a.wholes = nil
	var given []value
	for _, each := range trees {
		given = append(given, a.run(each.Root, dot))
	}
	made := a.either(given...)
	a.done[id] = outcome{made, a.wholes}
	a.wholes = append(before, a.wholes...)
	if made.marks != a.given[id] {
		a.given[id], a.isNewlyStored = made.marks, true
	}
	return made
}

// callAny follows templates of which the name is not known.
func (a *analysis) callAny(dot value) value {
	given := []value{nothing}
	for _, name := range slices.Sorted(maps.Keys(a.defined)) {
		given = append(given, a.call(name, dot))
	}
	return a.either(given...)
}

// template follows a text as a template. One that is not known is any that the chart has in its values or its files.
func (a *analysis) template(source, dot value) value {
	written, isKnown := source.literals()
	if !isKnown {
		a.ask(source)
		// A text that a user sets reads what it likes of its dot. Of a context it names `.Values`, which can be seen in the text.
		a.openPlaces(dot)
		if source.marks&braces != 0 {
			a.open(dot)
		}
		written = a.texts
		if source.marks&file != 0 {
			written = slices.Concat(a.texts, a.files)
		}
	}
	var given []value
	for _, each := range written {
		given = append(given, a.follow(each, dot))
	}
	if !isKnown {
		a.open(source)
		return marked(a.either(given...).marks &^ file)
	}
	return a.either(given...)
}

func (a *analysis) follow(source string, dot value) value {
	if !strings.Contains(source, "{{") {
		return textOf(source)
	}
	trees, isKnown := a.parsed[source]
	if !isKnown {
		all := parsed("\x00", source)
		for _, each := range all {
			if each.Name == "\x00" {
				trees = append(trees, each)
			} else {
				a.defined[each.Name] = append(a.defined[each.Name], each)
				a.isNewlyStored = true
			}
		}
		a.parsed[source] = trees
	}
	if len(trees) == 0 {
		a.mentioned(source, dot)
		return nothing
	}
	return a.callOf("t"+source, trees, dot)
}

var mention = regexp.MustCompile(`\.Values((?:\.[A-Za-z_][A-Za-z0-9_]*)*)`)

// mentioned takes the places that a text names which is no template as a whole: part of it may become one.
func (a *analysis) mentioned(source string, dot value) {
	for _, found := range mention.FindAllStringSubmatch(source, -1) {
		at := a.field(dot, "Values")
		for _, key := range strings.Split(found[1], ".")[1:] {
			at = a.field(at, key)
		}
		a.open(at)
	}
}

const maxTemplateText = 1 << 20

// templatesIn are the texts in a chart's values, and its files, in which a template begins.
func templatesIn(one *chart.Chart) (texts, files []string) {
	found := map[string]bool{}
	var look func(inside any)
	look = func(inside any) {
		switch inside := inside.(type) {
		case string:
			if strings.Contains(inside, "{{") {
				found[inside] = true
			}
		case map[string]any:
			for key, each := range inside {
				look(key)
				look(each)
			}
		case []any:
			for _, each := range inside {
				look(each)
			}
		}
	}
	look(one.Values)
	for _, each := range one.Files {
		if each != nil && len(each.Data) <= maxTemplateText && utf8.Valid(each.Data) && strings.Contains(string(each.Data), "{{") {
			files = append(files, string(each.Data))
		}
	}
	return slices.Sorted(maps.Keys(found)), files
}
