package reads

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

type kind byte

const (
	// unknown is what holds no value of the chart that would not be noted already.
	unknown kind = iota
	place
	// context is what a template gets as its dot.
	context
	text
	number
	dictionary
	sequence
	// derived is what a function made of its arguments: they are read by whatever looks at it.
	derived
)

// thing is one of what a value can be.
type thing struct {
	kind kind
	// The same for equal things.
	id    string
	path  []string
	scope *scope
	text  string
	// Of a dictionary; what is under "*" may be under any key.
	entries map[string]value
	// Of a sequence, all items in their order; of what is derived, what it comes of.
	items []value
	// Whether it is its only item as YAML or as JSON.
	isYAML bool
	nested int
	// Where a dictionary was made: what is put into one may be in all that were made there.
	origin int
}

// value is all that something can be, in one order.
type value struct {
	things []*thing
	marks  mark
}

// mark is what a text may have in it.
type mark byte

const (
	// The beginning of a template, which stands in a template.
	braces mark = 1 << iota
	// A file of the chart.
	file
)

const (
	maxThings = 64
	maxNested = 6
	maxPath   = 20
)

var nothing = value{things: []*thing{{kind: unknown, id: "?"}}}

func marked(marks mark) value { return value{things: nothing.things, marks: marks} }

func placeAt(path []string) value {
	return of(&thing{kind: place, id: "p" + strings.Join(path, "\x01"), path: path})
}

func contextOf(of *scope) value {
	return value{things: []*thing{{kind: context, id: "c" + strings.Join(of.prefix, "\x01") + "\x02" + of.path, scope: of}}}
}

func textOf(written string) value {
	made := of(&thing{kind: text, id: fmt.Sprintf("t%q", written), text: written})
	if strings.Contains(written, "{{") {
		made.marks = braces
	}
	return made
}

func of(one *thing) value { return value{things: []*thing{one}} }

func (v value) id() string {
	var all strings.Builder
	for _, each := range v.things {
		all.WriteString(each.id)
		all.WriteByte(3)
	}
	all.WriteByte('0' + byte(v.marks))
	return all.String()
}

// dictionaryOf keeps what was put in; too deep in each other, they are no longer told apart.
func (a *analysis) dictionaryOf(entries map[string]value) value {
	return a.nest(&thing{kind: dictionary, entries: entries, origin: a.site}, slices.Collect(maps.Values(entries)), func() string {
		var id strings.Builder
		for _, key := range slices.Sorted(maps.Keys(entries)) {
			fmt.Fprintf(&id, "%q:%s,", key, entries[key].id())
		}
		if a.stored[a.site] != nil {
			fmt.Fprint(&id, a.site)
		}
		return "d{" + id.String() + "}"
	})
}

func (a *analysis) sequenceOf(items []value) value {
	return a.nest(&thing{kind: sequence, items: items}, items, func() string {
		var id strings.Builder
		for _, item := range items {
			id.WriteString(item.id() + ",")
		}
		return "s[" + id.String() + "]"
	})
}

// derive is what a function gives that was not followed.
func (a *analysis) derive(args []value, isYAML bool) value {
	return a.nest(&thing{kind: derived, items: args, isYAML: isYAML}, args, func() string {
		var id strings.Builder
		for _, each := range args {
			id.WriteString(each.id() + ",")
		}
		return fmt.Sprintf("f%v(%s)", isYAML, id.String())
	})
}

func (a *analysis) nest(made *thing, inside []value, id func() string) value {
	var marks mark
	for _, each := range inside {
		marks |= each.marks
		for _, one := range each.things {
			made.nested = max(made.nested, one.nested+1)
		}
	}
	if made.nested > maxNested || len(inside) > maxThings {
		for _, each := range inside {
			a.open(each)
		}
		return marked(marks)
	}
	made.id = id()
	return value{things: []*thing{made}, marks: marks}
}

// either is what is one of these.
func (a *analysis) either(all ...value) value {
	var made value
	known := map[string]bool{}
	for _, each := range all {
		made.marks |= each.marks
		for _, one := range each.things {
			if !known[one.id] {
				known[one.id] = true
				made.things = append(made.things, one)
			}
		}
	}
	if len(made.things) > maxThings {
		a.open(made)
		return marked(made.marks)
	}
	// What templates take for a context is one: else they fail.
	if slices.ContainsFunc(made.things, func(one *thing) bool { return one.kind == context }) {
		made.things = slices.DeleteFunc(made.things, func(one *thing) bool { return one.kind == unknown })
	}
	slices.SortFunc(made.things, func(one, other *thing) int { return strings.Compare(one.id, other.id) })
	return made
}

// literals are all texts that a value can be; false where it can be something else.
func (v value) literals() ([]string, bool) {
	var found []string
	for _, one := range v.things {
		if one.kind != text {
			return nil, false
		}
		found = append(found, one.text)
	}
	return found, len(found) > 0
}

// open notes that whatever lies in a value is read.
func (a *analysis) open(v value) {
	for _, one := range v.things {
		switch one.kind {
		case place:
			a.note(one.path, true)
		case context:
			a.note(one.scope.prefix, true)
		case dictionary:
			for _, entry := range one.entries {
				a.open(entry)
			}
		case sequence, derived:
			for _, item := range one.items {
				a.open(item)
			}
		}
	}
}

// ask notes that something asks whether a value is there, or what it is.
func (a *analysis) ask(v value) {
	for _, one := range v.things {
		switch one.kind {
		case place:
			a.note(one.path, false)
		case derived:
			a.open(of(one))
		}
	}
}
