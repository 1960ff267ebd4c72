package reads

import (
	"slices"
	"text/template/parse"
)

// frame is one run of a template.
type frame struct {
	*analysis
	// `$`
	top       value
	variables []variable
	// What the template has given, where that is known.
	output value
	// Whether what a variable had before counts beside what it gets: after a loop that may have been left at any place.
	keepsOld bool
}

type variable struct {
	name  string
	value value
}

// run follows one template with what it gets as its dot; it says what the template gives.
func (a *analysis) run(body *parse.ListNode, dot value) value {
	if body == nil {
		return textOf("")
	}
	if a.depth++; a.depth > maxDepth {
		a.open(dot)
		a.depth--
		return nothing
	}
	f := &frame{analysis: a, top: dot, output: textOf("")}
	f.list(body, dot)
	a.depth--
	return f.output
}

func (f *frame) list(list *parse.ListNode, dot value) {
	if list == nil {
		return
	}
	for _, each := range list.Nodes {
		if f.steps++; f.steps > maxSteps {
			panic(tooMuch{})
		}
		f.node(each, dot)
	}
}

func (f *frame) node(each parse.Node, dot value) {
	switch each := each.(type) {
	case *parse.TextNode:
		f.print(textOf(string(each.Text)))
	case *parse.ActionNode:
		given := f.pipe(each.Pipe, dot)
		if len(each.Pipe.Decl) == 0 {
			f.print(given)
		}
	case *parse.TemplateNode:
		passed := nothing
		if each.Pipe != nil {
			passed = f.pipe(each.Pipe, dot)
		}
		f.print(f.call(each.Name, passed))
	case *parse.IfNode:
		f.branch(&each.BranchNode, dot, false)
	case *parse.WithNode:
		f.branch(&each.BranchNode, dot, true)
	case *parse.RangeNode:
		f.loop(&each.BranchNode, dot)
	}
}

// branch follows both sides from where it stands, and goes on with what either left.
func (f *frame) branch(node *parse.BranchNode, dot value, isWith bool) {
	mark := len(f.variables)
	tested := f.pipe(node.Pipe, dot)
	f.ask(tested)
	inside := dot
	if isWith {
		inside = tested
	}
	other := f.copy()
	before := f.guard
	f.guard = f.guardOf(tested)
	f.list(node.List, inside)
	f.guard = before
	other.list(node.ElseList, dot)
	f.merge(other)
	f.variables = f.variables[:mark]
}

func (f *frame) copy() *frame {
	made := *f
	made.variables = slices.Clone(f.variables)
	return &made
}

// merge takes in what another frame left that began as this one did.
func (f *frame) merge(other *frame) {
	count := min(len(f.variables), len(other.variables))
	f.variables = f.variables[:count]
	for index, each := range f.variables {
		f.variables[index].value = f.either(each.value, other.variables[index].value)
	}
	f.output = f.either(f.output, other.output)
}

func (f *frame) set(node *parse.VariableNode, given value, isAssign bool) {
	name := node.Ident[0]
	if !isAssign {
		f.variables = append(f.variables, variable{name, given})
		return
	}
	for index := len(f.variables) - 1; index >= 0; index-- {
		if f.variables[index].name == name {
			if f.keepsOld {
				given = f.either(f.variables[index].value, given)
			}
			f.variables[index].value = given
			return
		}
	}
	// `$` itself.
	f.open(given)
}

// pipe is what a pipeline gives, kept in the variable that it declares.
func (f *frame) pipe(pipe *parse.PipeNode, dot value) value {
	given := f.pipeValue(pipe, dot)
	if pipe != nil {
		for _, declared := range pipe.Decl {
			f.set(declared, given, pipe.IsAssign)
		}
	}
	return given
}

func (f *frame) pipeValue(pipe *parse.PipeNode, dot value) value {
	given := nothing
	if pipe == nil {
		return given
	}
	for index, each := range pipe.Cmds {
		var last []value
		if index > 0 {
			last = []value{given}
		}
		given = f.command(each, dot, last)
	}
	return given
}

func (f *frame) command(command *parse.CommandNode, dot value, last []value) value {
	if f.steps++; f.steps > maxSteps {
		panic(tooMuch{})
	}
	args := make([]value, 0, len(command.Args))
	for _, each := range command.Args[1:] {
		args = append(args, f.argument(each, dot))
	}
	args = append(args, last...)
	if name, ok := command.Args[0].(*parse.IdentifierNode); ok {
		if f.sites[command] == 0 {
			f.sites[command] = len(f.sites) + 1
		}
		f.site = f.sites[command]
		return f.apply(name.Ident, args)
	}
	first := f.argument(command.Args[0], dot)
	if len(args) == 0 {
		return first
	}
	// A method, such as .Capabilities.APIVersions.Has, or what Go refuses.
	for _, each := range args {
		f.open(each)
	}
	return f.either(first, nothing)
}

func (f *frame) argument(each parse.Node, dot value) value {
	switch each := each.(type) {
	case *parse.DotNode:
		return dot
	case *parse.FieldNode:
		return f.fields(dot, each.Ident)
	case *parse.VariableNode:
		return f.fields(f.variable(each.Ident[0]), each.Ident[1:])
	case *parse.ChainNode:
		return f.fields(f.argument(each.Node, dot), each.Field)
	case *parse.PipeNode:
		return f.pipe(each, dot)
	case *parse.IdentifierNode:
		return f.apply(each.Ident, nil)
	case *parse.StringNode:
		return textOf(each.Text)
	case *parse.NumberNode:
		return of(&thing{kind: number, id: "#" + each.Text, text: each.Text})
	}
	return nothing
}

func (f *frame) variable(name string) value {
	for index := len(f.variables) - 1; index >= 0; index-- {
		if f.variables[index].name == name {
			return f.variables[index].value
		}
	}
	return f.top
}

func (f *frame) fields(of value, names []string) value {
	for _, name := range names {
		of = f.field(of, name)
	}
	return of
}
