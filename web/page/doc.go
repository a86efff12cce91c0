// Package page is what the surfaces draw with: layouts, a renderer, form
// decoding and components. It knows no surface. A page is one stem; queue.go:
//
//	//go:embed *.html
//	var files embed.FS
//
//	type queueView struct {
//		page.View
//		Search page.Search
//		Cases  page.Table
//	}
//
//	func (s *Surface) queue(w http.ResponseWriter, r *http.Request) error {
//		v := &queueView{View: s.pages.View(r, page.Console, "office.queue.title")}
//		v.Search = page.Search{Name: "q", Label: v.T("office.queue.search")}
//		v.Cases.Columns = []page.Column{{Label: v.T("office.queue.reference")}}
//		… // s.queuePage = s.pages.Parse(files, "queue.html"), when the surface is made
//		return s.queuePage.Render(w, r, http.StatusOK, v)
//	}
//
// queue.html: (paths are written without language; components and url add it)
//
//	{{define "content"}}{{template "heading" .}}{{show .Search}}{{show .Cases}}{{end}}
//
// A form is the same page once more when it is refused:
//
//	form, err := page.ReadForm(w, r, 0)
//	if err != nil { return err }
//	err = s.cases.Refer(r.Context(), id, form.Text("department"))
//	if form.Refused(err) {
//		form.Fill(v.Printer, &v.Department) // what was typed, and what is wrong
//		v.Refused(form.Errors)              // the summary on top
//		return s.referPage.Render(w, r, http.StatusUnprocessableEntity, v)
//	}
//	if err != nil { return err }
//	return page.Redirect(w, r, "/office/queue", page.Done("office.refer.done"))
//
// queue.ts is bundled when it lies beside queue.html; the page asks for it with
// v.Script("office/queue") and hands it its words in Texts. A test makes the
// renderer with pagetest.Renderer and asks a route with pagetest.Get or Post.
package page
