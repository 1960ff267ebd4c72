package reads

// listOf is a list of any length of such items.
func (a *analysis) listOf(items ...value) value {
	return a.sequenceOf([]value{a.either(append(items, nothing)...), {}})
}

// isOpenEnded says whether a sequence is one of any length.
func (t *thing) isOpenEnded() bool {
	return len(t.items) > 0 && len(t.items[len(t.items)-1].things) == 0
}

// knownItems are the items of a list of which all are known.
func (v value) knownItems() []value {
	if len(v.things) != 1 || v.things[0].kind != sequence || v.things[0].isOpenEnded() {
		return nil
	}
	return v.things[0].items
}

func keys(a *analysis, args []value) value {
	for _, each := range args {
		for _, one := range each.things {
			if one.kind == place {
				a.note(join(one.path, "*"), false)
			}
		}
	}
	return asked(a, args)
}

func values(a *analysis, args []value) value {
	keys(a, args)
	return some(a, args)
}

func item(a *analysis, args []value) value { return a.element(oneOf(a, args)) }

// some gives a list of some of the items of lists.
func some(a *analysis, args []value) value { return a.listOf(item(a, args)) }

func added(a *analysis, args []value) value {
	return a.listOf(append([]value{item(a, args[:1])}, args[1:]...)...)
}
