package postgres

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"majlis/internal/casework"
)

type placeStore struct{ db *DB }

type centreRow struct {
	Code, NameAr, NameEn, AddressAr, AddressEn, City string
	Opens, Closes, RamadanOpens, RamadanCloses       time.Duration
	Phone                                            string
	PhoneOpens, PhoneCloses                          time.Duration
	Fax, PostBox, RenewalsAr, RenewalsEn             string
	Booths                                           int
}

func (s placeStore) Centres(ctx context.Context) ([]casework.Centre, error) {
	const q = `select code, name_ar, name_en, address_ar, address_en, city, opens, closes, ramadan_opens, ramadan_closes,
			phone, phone_opens, phone_closes, fax, post_box, renewals_ar, renewals_en, booths
		from centre order by case code when 'riyadh' then 0 else 1 end, code`
	rows, err := all[centreRow](ctx, s.db, q, nil)
	list := make([]casework.Centre, len(rows))
	for i, row := range rows {
		list[i] = casework.Centre(row)
	}
	return list, err
}

func (s placeStore) SaveCentre(ctx context.Context, c casework.Centre) error {
	const q = `insert into centre (code, name_ar, name_en, address_ar, address_en, city, opens, closes, ramadan_opens, ramadan_closes,
			phone, phone_opens, phone_closes, fax, post_box, renewals_ar, renewals_en, booths)
		values (@code, @name_ar, @name_en, @address_ar, @address_en, @city, @opens, @closes, @ramadan_opens, @ramadan_closes,
			@phone, @phone_opens, @phone_closes, @fax, @post_box, @renewals_ar, @renewals_en, @booths)
		on conflict (code) do update set name_ar = excluded.name_ar, name_en = excluded.name_en, address_ar = excluded.address_ar,
			address_en = excluded.address_en, city = excluded.city, opens = excluded.opens, closes = excluded.closes,
			ramadan_opens = excluded.ramadan_opens, ramadan_closes = excluded.ramadan_closes, phone = excluded.phone,
			phone_opens = excluded.phone_opens, phone_closes = excluded.phone_closes, fax = excluded.fax, post_box = excluded.post_box,
			renewals_ar = excluded.renewals_ar, renewals_en = excluded.renewals_en, booths = excluded.booths`
	_, err := exec(ctx, s.db, q, pgx.NamedArgs{
		"code": c.Code, "name_ar": c.NameAr, "name_en": c.NameEn, "address_ar": c.AddressAr, "address_en": c.AddressEn, "city": c.City,
		"opens": c.Opens, "closes": c.Closes, "ramadan_opens": c.RamadanOpens, "ramadan_closes": c.RamadanCloses,
		"phone": c.Phone, "phone_opens": c.PhoneOpens, "phone_closes": c.PhoneCloses, "fax": c.Fax, "post_box": c.PostBox,
		"renewals_ar": c.RenewalsAr, "renewals_en": c.RenewalsEn, "booths": c.Booths,
	})
	return err
}

type departmentRow struct {
	ID          int64
	Code        string
	NameAr      string
	NameEn      string
	RespondDays int
	Active      bool
}

func (s placeStore) Departments(ctx context.Context) ([]casework.Department, error) {
	const q = `select id, code, name_ar, name_en, respond_days, active from department order by active desc, name_ar collate "ar-x-icu"`
	rows, err := all[departmentRow](ctx, s.db, q, nil)
	list := make([]casework.Department, len(rows))
	for i, r := range rows {
		list[i] = casework.Department{ID: casework.DepartmentID(r.ID), Code: r.Code, NameAr: r.NameAr, NameEn: r.NameEn, RespondDays: r.RespondDays, Active: r.Active}
	}
	return list, err
}

func (s placeStore) SaveDepartment(ctx context.Context, d casework.Department) (casework.DepartmentID, error) {
	const q = `insert into department (code, name_ar, name_en, respond_days, active) values (@code, @name_ar, @name_en, @days, @active)
		on conflict (code) do update set name_ar = excluded.name_ar, name_en = excluded.name_en,
			respond_days = excluded.respond_days, active = excluded.active
		returning id`
	id, err := value[int64](ctx, s.db, q, pgx.NamedArgs{"code": d.Code, "name_ar": d.NameAr, "name_en": d.NameEn, "days": d.RespondDays, "active": d.Active})
	return casework.DepartmentID(id), err
}
