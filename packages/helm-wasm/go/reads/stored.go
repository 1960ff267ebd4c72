package reads

import (
	"maps"
	"slices"
)

// target says which things are one where something is put into them. Dictionaries of one origin are, and all places, all contexts,
// all that is not known.
func (t *thing) target() int {
	switch t.kind {
	case dictionary:
		return t.origin
	case place:
		return -1
	case context:
		return -2
	}
	return -3
}

// store notes that something is put into what a value is under a key.
func (a *analysis) store(into, key, put value) {
	keys, known := key.literals()
	if !known {
		keys = []string{"*"}
	}
	for _, one := range into.things {
		held := a.stored[one.target()]
		if held == nil {
			held = map[string]value{}
			a.stored[one.target()] = held
		}
		for _, each := range keys {
			joined := a.either(held[each], put)
			if joined.id() != held[each].id() {
				held[each], a.isNewlyStored = joined, true
			}
		}
	}
}

// putInto is what templates put into a thing under a key. What Helm put into a context they replace by its name alone.
func (a *analysis) putInto(one *thing, key string) value {
	held := a.stored[one.target()]
	if one.kind == context && slices.Contains([]string{"Values", "Template", "Subcharts", "Chart", "Release", "Files", "Capabilities"}, key) {
		return held[key]
	}
	return a.either(held[key], held["*"])
}

// contexts are those in a value: whoever puts one into a map does not read all of its values. Texts are kept as they are.
func (a *analysis) contexts(v value) value {
	found := []value{{marks: v.marks}}
	for _, one := range v.things {
		switch {
		case one.kind == context || one.kind == text:
			found = append(found, of(one))
		case one.kind == dictionary && one.holdsContext():
			entries := map[string]value{}
			for key, entry := range one.entries {
				entries[key] = a.contexts(entry)
			}
			found = append(found, a.dictionaryOf(entries))
		case one.kind == sequence && one.holdsContext():
			items := make([]value, len(one.items))
			for index, item := range one.items {
				items[index] = a.contexts(item)
			}
			found = append(found, a.sequenceOf(items))
		default:
			found = append(found, nothing)
		}
	}
	return a.either(found...)
}

// contextsAlone are the contexts that a value may be: all else in it counts as read.
func (a *analysis) contextsAlone(v value) value {
	a.openPlaces(v)
	made := a.contexts(v)
	made.things = slices.DeleteFunc(slices.Clone(made.things), func(one *thing) bool { return one.kind == text })
	return a.either(made, nothing)
}

func (t *thing) holdsContext() bool {
	isHeld := func(inside value) bool {
		return slices.ContainsFunc(inside.things, func(one *thing) bool { return one.kind == context || one.holdsContext() })
	}
	return slices.ContainsFunc(t.items, isHeld) || slices.ContainsFunc(slices.Collect(maps.Values(t.entries)), isHeld)
}

// openPlaces notes the places in a value as read, but not whole contexts.
func (a *analysis) openPlaces(v value) {
	for _, one := range v.things {
		switch one.kind {
		case place:
			a.note(one.path, true)
		case dictionary:
			for _, entry := range one.entries {
				a.openPlaces(entry)
			}
		case sequence:
			for _, item := range one.items {
				a.openPlaces(item)
			}
		case derived:
			a.open(of(one))
		}
	}
}
