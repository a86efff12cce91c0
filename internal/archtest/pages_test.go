package archtest

import (
	"strings"
	"testing"
)

func TestTemplates(t *testing.T) {
	rows := []struct{ says, text, want string }{
		{"Latin text", `<p>Hello {{.Name}}</p>`, `"Hello ·"`},
		{"Arabic text", `<p>أهلًا</p>`, "catalogues"},
		{"text in an attribute", `<img alt="The photo">`, "text for people in alt"},
		{"text inside an action is a key", `<p>{{t "citizen.title" .}}</p>`, ""},
		{"an action in an attribute", `<input value="{{.Value}}" placeholder="{{t "a.b"}}">`, ""},
		{"an action over several lines", "<p>{{if eq\n.A 1}}\n{{end}}</p>\n<b>Word</b>", ":4:"},
		{"entities and signs", `<p>&nbsp;· 12:30 &times; &larr;</p>`, ""},
		{"inline script", `<script>start()</script>`, "inline script"},
		{"a script by address", `<script type="module" src="/a.js"></script>`, ""},
		{"data for a script", `<script type="application/json">{"word": 1}</script>`, ""},
		{"a style element", `<style>p { color: red }</style>`, "inline style"},
		{"a style attribute", `<p style="color: red"></p>`, "a style attribute"},
		{"an event attribute", `<p onclick="x()"></p>`, "onclick"},
		{"a javascript address", `<a href="javascript:x()"></a>`, "javascript:"},
	}
	for _, row := range rows {
		t.Run(row.says, func(t *testing.T) {
			found := templateFindings(row.text)
			if row.want == "" {
				expect(t, found)
			} else {
				expect(t, found, row.want)
			}
		})
	}
	planted, _ := plant(t, map[string]string{"web/a.html": "<p>Hello</p>", "web/testdata/a.html": "<p>Hello</p>"})
	expect(t, checkTemplates(planted), "web/a.html:1")
}

func TestStyles(t *testing.T) {
	planted, _ := plant(t, map[string]string{
		"web/a.css": "/* left and right\nare words here */\np { margin-left: 0 }\nb { text-align: right; inset-inline-start: 0 }\n",
	})
	expect(t, checkStyles(planted), "web/a.css:3: left", "web/a.css:4: right")
}

func TestScripts(t *testing.T) {
	planted, _ := plant(t, map[string]string{
		"web/a.ts":      "// أهلًا\nconst a = \"" + strings.Repeat("x", 3) + "\"\n",
		"web/b.ts":      "const a = \"أهلًا\"\n",
		"web/c.test.ts": "const a = \"أهلًا\"\n",
	})
	expect(t, checkScripts(planted), "web/b.ts:1")
}
