package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	template "text/template/parse"

	"helm.sh/helm/v4/pkg/chart/common"
	chart "helm.sh/helm/v4/pkg/chart/v2"
)

// source is where an object is written: in the template, or in a definition of another file that it includes.
type source struct {
	Template string `json:"template"`
	Line     int    `json:"line"`
}

// marks are the places at which the sources of objects begin. What is rendered from a marked chart has their numbers in comments.
type marks struct{ places []source }

var (
	beginning = regexp.MustCompile(`^(?:kind|apiVersion):(?:[\s]|$)`)
	marker    = regexp.MustCompile(`(?m)^# espalier source line (\d+)$`)
)

// mark puts a comment before each line of literal text that begins an object. `loaded` is a copy, of which files are shared.
func (m *marks) mark(loaded *chart.Chart) {
	marked := make([]*common.File, len(loaded.Templates))
	for index, file := range loaded.Templates {
		marked[index] = &common.File{Name: file.Name, ModTime: file.ModTime, Data: m.marked(loaded.ChartFullPath()+"/"+file.Name, file.Data)}
	}
	loaded.Templates = marked
	for _, below := range loaded.Dependencies() {
		m.mark(below)
	}
}

func (m *marks) marked(name string, text []byte) []byte {
	trees := map[string]*template.Tree{}
	top := template.New(name)
	top.Mode = template.SkipFuncCheck
	if _, err := top.Parse(string(text), "", "", trees); err != nil {
		return text
	}
	found := map[int]bool{}
	for _, tree := range trees {
		texts(tree.Root, func(literal *template.TextNode) {
			for _, offset := range beginnings(text, literal) {
				found[offset] = true
			}
		})
	}
	var made bytes.Buffer
	last := 0
	for _, offset := range slices.Sorted(maps.Keys(found)) {
		made.Write(text[last:offset])
		m.places = append(m.places, source{name, 1 + bytes.Count(text[:offset], []byte("\n"))})
		fmt.Fprintf(&made, "# espalier source line %d\n", len(m.places)-1)
		last = offset
	}
	made.Write(text[last:])
	return made.Bytes()
}

// beginnings are the offsets of lines that begin an object, in a node that trim markers may have cut at both ends.
func beginnings(text []byte, literal *template.TextNode) []int {
	start := int(literal.Pos)
	if !bytes.HasPrefix(text[min(start, len(text)):], literal.Text) {
		return nil
	}
	var found []int
	for offset := start; ; {
		isLine := offset == 0 || text[offset-1] == '\n'
		// The text goes on with an action, or ends.
		if isLine && beginning.Match(text[offset:start+len(literal.Text)]) {
			found = append(found, offset)
		}
		next := bytes.IndexByte(text[offset:start+len(literal.Text)], '\n')
		if next < 0 {
			return found
		}
		offset += next + 1
	}
}

func texts(node template.Node, visit func(*template.TextNode)) {
	branch := func(one *template.BranchNode) {
		texts(one.List, visit)
		if one.ElseList != nil {
			texts(one.ElseList, visit)
		}
	}
	switch node := node.(type) {
	case *template.ListNode:
		if node == nil {
			return
		}
		for _, each := range node.Nodes {
			texts(each, visit)
		}
	case *template.TextNode:
		visit(node)
	case *template.IfNode:
		branch(&node.BranchNode)
	case *template.RangeNode:
		branch(&node.BranchNode)
	case *template.WithNode:
		branch(&node.BranchNode)
	}
}

// of is the place behind the first marker of a document: those of text that is set in deeper do not count.
func (m *marks) of(document string) *source {
	found := marker.FindStringSubmatch(document)
	if found == nil {
		return nil
	}
	index, err := strconv.Atoi(found[1])
	if err != nil || index >= len(m.places) {
		return nil
	}
	return &m.places[index]
}

// sourcesFrom says of objects where they are written, by those that a marked chart gave: of all of them, or of none.
func sourcesFrom(marked, objects []object) {
	same := slices.EqualFunc(objects, marked, func(one, other object) bool {
		return one.Template == other.Template && kindOf(one) == kindOf(other)
	})
	if !same {
		return
	}
	for index := range objects {
		objects[index].Source = marked[index].Source
	}
}

func kindOf(one object) string {
	var found struct {
		APIVersion any `json:"apiVersion"`
		Kind       any `json:"kind"`
	}
	_ = json.Unmarshal(one.Object, &found)
	return fmt.Sprint(found.APIVersion, " ", found.Kind)
}

// addSources renders once more, from a chart with marks. Where that does not give the same objects, nothing is said of them.
func (a *renderAnswer) addSources(again renderAgain) {
	m := &marks{}
	files, err := again(func(loaded *chart.Chart, _ common.Values, _ *common.Capabilities) { m.mark(loaded) })
	if err != nil {
		return
	}
	withoutNotes(files)
	hooks, objects, err := objectsOf(files, m.of)
	if err != nil {
		return
	}
	sourcesFrom(hooks, a.Hooks)
	sourcesFrom(objects, a.Objects)
	for index := range a.CRDs {
		a.CRDs[index].Source = &source{a.CRDs[index].Template, a.CRDs[index].Line}
	}
}
