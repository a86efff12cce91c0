package casework

import (
	"context"
	"strings"
	"time"

	"majlis/booking"
)

// A Centre is a place that receives people. Hours are since midnight in Riyadh.
type Centre struct {
	Code                        string
	NameAr, NameEn              string
	AddressAr, AddressEn        string
	City                        string
	Opens, Closes               time.Duration
	RamadanOpens, RamadanCloses time.Duration
	Phone                       string
	PhoneOpens, PhoneCloses     time.Duration
	Fax, PostBox                string
	RenewalsAr, RenewalsEn      string // where identity card, passport and residence are renewed
	Booths                      int
}

// Places keeps centres and departments.
type Places interface {
	Centres(ctx context.Context) ([]Centre, error)
	SaveCentre(ctx context.Context, c Centre) error
	Departments(ctx context.Context) ([]Department, error)
	SaveDepartment(ctx context.Context, d Department) (DepartmentID, error)
}

// Centres lists the places that receive people.
func (o *Office) Centres(ctx context.Context) ([]Centre, error) { return o.store.Places.Centres(ctx) }

// Departments lists the departments, the active ones first.
func (o *Office) Departments(ctx context.Context) ([]Department, error) {
	return o.store.Places.Departments(ctx)
}

// SaveCentre adds a centre or changes the one with its code.
func (o *Office) SaveCentre(ctx context.Context, c Centre) error {
	if strings.TrimSpace(c.NameAr) == "" || strings.TrimSpace(c.NameEn) == "" {
		return booking.Refuse("name_missing", "name")
	}
	return o.store.Tx.InTx(ctx, func(ctx context.Context) error {
		if err := o.store.Places.SaveCentre(ctx, c); err != nil {
			return err
		}
		return o.journal.Record(ctx, "centre.save", "centre", 0, c.Code)
	})
}

// SaveDepartment adds a department or changes the one with its code.
func (o *Office) SaveDepartment(ctx context.Context, d Department) (DepartmentID, error) {
	if strings.TrimSpace(d.NameAr) == "" || strings.TrimSpace(d.NameEn) == "" {
		return 0, booking.Refuse("name_missing", "name")
	}
	var id DepartmentID
	err := o.store.Tx.InTx(ctx, func(ctx context.Context) (err error) {
		if id, err = o.store.Places.SaveDepartment(ctx, d); err != nil {
			return err
		}
		return o.journal.Record(ctx, "department.save", "department", int64(id), d.Code)
	})
	return id, err
}
