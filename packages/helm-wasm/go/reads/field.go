package reads

import (
	"maps"
	"slices"
	"strconv"
)

// field is what lies in a value under one key.
func (a *analysis) field(v value, key string) value {
	found := []value{{marks: v.marks}}
	for _, one := range v.things {
		put := a.putInto(one, key)
		found = append(found, put)
		switch one.kind {
		case place:
			found = append(found, a.below(one, key))
		case context:
			found = append(found, fieldOfContext(one.scope, key))
		case dictionary:
			entry, isThere := one.entries[key]
			// What is in no map is a nil, with which a template can do nothing.
			if !isThere && len(put.things) == 0 {
				found = append(found, nothing)
			}
			found = append(found, entry, one.entries["*"])
		case derived:
			a.open(of(one))
			found = append(found, nothing)
		default:
			found = append(found, nothing)
		}
	}
	return a.either(found...)
}

// below is a place in a place. Those that lie too deep come of templates that follow a path of any length.
func (a *analysis) below(above *thing, key string) value {
	if len(above.path) >= maxPath {
		a.note(above.path, true)
		return nothing
	}
	return placeAt(join(above.path, key))
}

func fieldOfContext(of *scope, key string) value {
	switch key {
	case "Values":
		return placeAt(of.prefix)
	case "Subcharts":
		return value{things: []*thing{{kind: dictionary, id: "subcharts " + of.path, entries: of.below}}}
	case "Template":
		base := textOf(of.path + "/templates")
		return value{things: []*thing{{kind: dictionary, id: "template " + of.path, entries: map[string]value{"BasePath": base}}}}
	case "Files":
		return marked(file)
	}
	return nothing
}

// element is what lies in a value under a key or a number that is not known.
func (a *analysis) element(v value) value {
	found := []value{nothing}
	for _, one := range v.things {
		put := a.stored[one.target()]
		for _, key := range slices.Sorted(maps.Keys(put)) {
			found = append(found, put[key])
		}
		switch one.kind {
		case place:
			found = append(found, a.below(one, "*"))
		case context:
			a.note(one.scope.prefix, true)
		case dictionary:
			for _, key := range slices.Sorted(maps.Keys(one.entries)) {
				found = append(found, one.entries[key])
			}
		case sequence:
			found = append(found, one.items...)
		case derived:
			a.open(of(one))
		}
	}
	made := a.either(found...)
	made.marks |= v.marks
	return made
}

// at is what lies in a value under a key.
func (a *analysis) at(v, key value) value {
	if found, isKnown := v.numbered(key); isKnown {
		return found
	}
	keys, known := key.literals()
	if !known {
		a.open(key)
		return a.element(v)
	}
	found := make([]value, len(keys))
	for index, each := range keys {
		found[index] = a.field(v, each)
	}
	return a.either(found...)
}

// numbered is the item of a list of which all are known.
func (v value) numbered(key value) (value, bool) {
	items := v.knownItems()
	if len(key.things) != 1 || key.things[0].kind != number {
		return value{}, false
	}
	index, err := strconv.Atoi(key.things[0].text)
	if err != nil || index < 0 || index >= len(items) {
		return value{}, false
	}
	return items[index], true
}
