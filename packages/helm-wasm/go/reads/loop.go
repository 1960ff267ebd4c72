package reads

import (
	"strings"
	"text/template/parse"
)

// loop follows a range once for each item where all are known, else until nothing new comes of it.
func (f *frame) loop(node *parse.BranchNode, dot value) {
	mark := len(f.variables)
	// The variables get items, not what is ranged over.
	ranged := f.pipeValue(node.Pipe, dot)
	before := f.keepsOld
	f.keepsOld = before || leaves(node.List)
	if items := ranged.knownItems(); len(items) > 0 {
		for _, item := range items {
			f.once(node, nothing, item)
		}
	} else {
		without := f.copy()
		without.list(node.ElseList, dot)
		f.repeat(node, ranged)
		f.variables = f.variables[:mark]
		f.merge(without)
	}
	f.keepsOld = before
	f.variables = f.variables[:mark]
}

// maxRepeats is how often a loop is followed before what its variables hold counts as read.
const maxRepeats = 4

func (f *frame) repeat(node *parse.BranchNode, ranged value) {
	for _, one := range ranged.things {
		if one.kind == place {
			f.note(join(one.path, "*"), false)
		}
	}
	item := f.element(ranged)
	mark := len(f.variables)
	for count, before := 0, ""; ; count++ {
		next := f.copy()
		next.once(node, nothing, item)
		next.variables = next.variables[:mark]
		f.merge(next)
		f.open(f.output)
		f.output = marked(f.output.marks)
		if count >= maxRepeats {
			for index, each := range f.variables {
				f.variables[index].value = f.contextsAlone(each.value)
			}
		}
		after := f.state()
		if after == before {
			return
		}
		before = after
		if count > 3*maxRepeats {
			panic(tooMuch{})
		}
	}
}

// state is the same where all variables are.
func (f *frame) state() string {
	var all strings.Builder
	for _, each := range f.variables {
		all.WriteString(each.value.id())
		all.WriteByte(5)
	}
	return all.String()
}

// once is one turn of a loop.
func (f *frame) once(node *parse.BranchNode, key, item value) {
	mark := len(f.variables)
	switch declared := node.Pipe.Decl; {
	case len(declared) == 1:
		f.set(declared[0], item, node.Pipe.IsAssign)
	case len(declared) == 2:
		f.set(declared[0], key, node.Pipe.IsAssign)
		f.set(declared[1], item, node.Pipe.IsAssign)
	}
	f.list(node.List, item)
	f.variables = f.variables[:mark]
}

// leaves says whether a loop has a `break` or a `continue`.
func leaves(list *parse.ListNode) bool {
	if list == nil {
		return false
	}
	for _, each := range list.Nodes {
		switch each := each.(type) {
		case *parse.BreakNode, *parse.ContinueNode:
			return true
		case *parse.IfNode:
			if leaves(each.List) || leaves(each.ElseList) {
				return true
			}
		case *parse.WithNode:
			if leaves(each.List) || leaves(each.ElseList) {
				return true
			}
		}
	}
	return false
}
