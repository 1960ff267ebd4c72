package reads

import (
	"maps"
	"slices"
)

// A chart that reads more places than this by name is read as a whole.
const maxPlaces = 50_000

// tree holds places that are read.
type tree struct {
	top  node
	size int
}

type node struct {
	below      map[string]*node
	read, open bool
}

// add says whether this is new.
func (t *tree) add(path []string, open bool) bool {
	at := &t.top
	for _, key := range path {
		if at.open {
			return false
		}
		next := at.below[key]
		if next == nil {
			if at.below == nil {
				at.below = map[string]*node{}
			}
			next = &node{}
			at.below[key] = next
			if t.size++; t.size > maxPlaces {
				panic(tooMuch{})
			}
		}
		at = next
	}
	if at.open || (at.read && !open) {
		return false
	}
	at.read, at.open = true, open
	return true
}

func (t *tree) list() []Read {
	found := []Read{}
	t.top.collect([]string{}, &found)
	return found
}

func (t *tree) paths() [][]string {
	found := [][]string{}
	for _, each := range t.list() {
		found = append(found, each.Path)
	}
	return found
}

func (n *node) collect(path []string, found *[]Read) {
	if n.read {
		*found = append(*found, Read{Path: path, Open: n.open})
	}
	if n.open {
		return
	}
	for _, key := range slices.Sorted(maps.Keys(n.below)) {
		n.below[key].collect(join(path, key), found)
	}
}
