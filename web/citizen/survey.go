package citizen

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"

	"majlis/booking"
	"majlis/internal/casework"
	"majlis/internal/identity"
	"majlis/web/page"
)

const commentMax = 1000

type surveyView struct {
	page.View
	Score    page.Rating
	Obstacle page.RadioCards
	Sought   page.RadioCards
	Comment  page.TextArea
	Submit   page.Button
	Note     string
}

func (s *Site) newSurvey(r *http.Request, c casework.Case) *surveyView {
	v := &surveyView{View: s.Pages.View(r, page.Citizen, "citizen.survey.title")}
	v.Lead = v.T("citizen.survey.lead", "reference", v.Isolate(c.Reference))
	choice := []page.Option{{Value: no, Label: v.T("common.no")}, {Value: yes, Label: v.T("common.yes")}}
	v.Score = page.Rating{Name: "score", Legend: v.T("citizen.survey.score")}
	v.Obstacle = page.RadioCards{Name: "obstacle", Legend: v.T("citizen.survey.obstacle"), Options: choice, Columns: true}
	v.Sought = page.RadioCards{Name: "sought", Legend: v.T("citizen.survey.sought"), Options: choice, Columns: true}
	v.Comment = page.TextArea{Name: "comment", Label: v.T("citizen.survey.comment"), Rows: 4, Max: commentMax, Optional: true}
	v.Submit = page.Button{Label: v.T("citizen.survey.submit")}
	v.Note = v.T("citizen.survey.note")
	return v
}

// answered reads the form of a survey.
func answered(form *page.Form, id casework.CaseID) casework.Survey {
	survey := casework.Survey{Case: id, Comment: form.Text("comment")}
	score, err := strconv.Atoi(form.Numeric("score"))
	if err != nil || score < 1 || score > 5 {
		form.Errors.Add("score", "refusal.score_missing")
	}
	survey.Score = score
	for _, name := range []string{"obstacle", "sought"} {
		if value := form.Text(name); value != yes && value != no {
			form.Errors.Add(name, "refusal.choose_one")
		}
	}
	survey.NoObstacle = form.Text("obstacle") == no
	survey.SoughtBefore = form.Text("sought") == yes
	if len([]rune(survey.Comment)) > commentMax {
		form.Errors.Add("comment", "refusal.body_long", "max", commentMax)
	}
	return survey
}

// take judges the case by the form; used marks the link when there is one.
func (s *Site) take(w http.ResponseWriter, r *http.Request, c casework.Case, used func() error) error {
	form, err := page.ReadForm(w, r, 0)
	if err != nil {
		return err
	}
	survey := answered(form, c.ID)
	if len(form.Errors) == 0 {
		err = s.Office.Judge(r.Context(), survey)
	}
	if errors.Is(err, booking.Refuse("survey_answered", "")) { // pressed twice
		return page.Redirect(w, r, "/survey/thanks")
	}
	if form.Refused(err); len(form.Errors) > 0 {
		v := s.newSurvey(r, c)
		form.Fill(v.Printer, &v.Score, &v.Obstacle, &v.Sought, &v.Comment)
		v.Refused(form.Errors)
		return s.surveyPage.Render(w, r, http.StatusUnprocessableEntity, v)
	}
	if err != nil {
		return fmt.Errorf("judge: %w", err)
	}
	if err := used(); err != nil {
		return err
	}
	return s.thank(w, r, c.ID)
}

// thank says that another officer will look only when the case was in fact opened again.
func (s *Site) thank(w http.ResponseWriter, r *http.Request, id casework.CaseID) error {
	after, err := s.Office.Case(r.Context(), id)
	if err != nil {
		return fmt.Errorf("case after the survey: %w", err)
	}
	if after.Status == casework.StatusReopened {
		return page.Redirect(w, r, "/survey/thanks?reopened=yes")
	}
	return page.Redirect(w, r, "/survey/thanks")
}

// survey is the survey of one's own case.
func (s *Site) survey(w http.ResponseWriter, r *http.Request) error {
	c, err := s.Own(r)
	if err != nil {
		return err
	}
	return s.drawSurvey(w, r, c)
}

func (s *Site) judge(w http.ResponseWriter, r *http.Request) error {
	c, err := s.Own(r)
	if err != nil {
		return err
	}
	return s.take(w, asPerson(r, c), c, func() error { return nil })
}

// surveyByLink is the survey as the SMS leads to it: nothing of the case but its reference.
func (s *Site) surveyByLink(w http.ResponseWriter, r *http.Request) error {
	c, err := s.linked(r)
	if refusal, refused := refusalOf(err); refused || isGone(err) {
		return s.lost(w, r, refusal)
	}
	if err != nil {
		return err
	}
	return s.drawSurvey(w, r, c)
}

func (s *Site) judgeByLink(w http.ResponseWriter, r *http.Request) error {
	c, err := s.linked(r)
	if errors.Is(err, booking.Refuse("link_used", "")) { // pressed twice
		return page.Redirect(w, r, "/survey/thanks")
	}
	if refusal, refused := refusalOf(err); refused || isGone(err) {
		return s.lost(w, r, refusal)
	}
	if err != nil {
		return err
	}
	token := identity.LinkTokenFrom(r, identity.PurposeSurvey)
	return s.take(w, asPerson(r, c), c, func() error {
		if err := s.Links.Use(r.Context(), token); err != nil {
			return fmt.Errorf("use a survey's link: %w", err)
		}
		return nil
	})
}

// linked is the case of the link in the visitor's cookie.
func (s *Site) linked(r *http.Request) (casework.Case, error) {
	token := identity.LinkTokenFrom(r, identity.PurposeSurvey)
	if token == "" {
		return casework.Case{}, booking.ErrNotFound
	}
	link, err := s.Links.Open(r.Context(), identity.PurposeSurvey, token)
	if err != nil {
		return casework.Case{}, err
	}
	return s.Office.Case(r.Context(), casework.CaseID(link.Subject))
}

func (s *Site) drawSurvey(w http.ResponseWriter, r *http.Request, c casework.Case) error {
	_, err := s.Office.SurveyOf(r.Context(), c.ID)
	switch {
	case err == nil:
		return page.Redirect(w, r, "/survey/thanks")
	case !isGone(err):
		return fmt.Errorf("survey of a case: %w", err)
	case c.ResultAt.IsZero():
		return s.lost(w, r, booking.Refuse("survey_too_early", ""))
	}
	return s.surveyPage.Render(w, r, http.StatusOK, s.newSurvey(r, c))
}

// lost answers a survey that cannot be given, with the way to one's cases.
func (s *Site) lost(w http.ResponseWriter, r *http.Request, why *booking.Refusal) error {
	m := &page.Message{View: s.Pages.View(r, page.Citizen, "citizen.survey.lost"), Icon: "link"}
	m.Text = []string{m.T("citizen.survey.lost.text")}
	if why != nil {
		m.Text = []string{m.T("refusal."+why.Code, why.Args...)}
	}
	m.Actions = []page.Button{{Label: m.T("citizen.cases.title"), Href: "/cases"}}
	return s.Pages.Message(w, r, http.StatusNotFound, m)
}

type thanksView struct {
	page.View
	Done page.Confirmation
	Home page.Button
}

func (s *Site) thanks(w http.ResponseWriter, r *http.Request) error {
	v := &thanksView{View: s.Pages.View(r, page.Citizen, "citizen.survey.thanks")}
	v.Done = page.Confirmation{Title: v.T("citizen.survey.thanks"), Text: v.T("citizen.survey.thanks.text")}
	if r.URL.Query().Get("reopened") == yes {
		v.Done.Text = v.T("citizen.survey.thanks.reopened")
	}
	v.Home = page.Button{Label: v.T("citizen.filed.home"), Href: "/", Style: page.Secondary}
	return s.thanksPage.Render(w, r, http.StatusOK, v)
}
