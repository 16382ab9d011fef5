package main

import (
	"context"
	"fmt"

	"earshot/archive"
)

// firstName is the sign-in name of a new archive's administrator.
const firstName = "admin"

// welcome prints a link for the administrator of an archive in which nobody has
// signed in yet. It makes the account first if there is none.
func welcome(ctx context.Context, a *archive.Archive, url string) error {
	people, _, err := a.People(ctx)
	if err != nil || len(people) > 1 {
		return err
	}
	if len(people) == 0 {
		acc, err := a.AddAccount(ctx, archive.System, archive.NewAccount{Name: firstName, Display: "Administrator", Role: archive.Administrator})
		if err != nil {
			return err
		}
		people = append(people, acc)
	}
	first := people[0]
	if first.Name != firstName || first.Password != "" {
		return nil
	}
	open, err := a.Secrets(ctx, archive.Viewer{Account: first})
	if err != nil {
		return err
	}
	for _, s := range open {
		if s.Purpose == archive.Session {
			return nil
		}
	}
	secret, err := a.SignInLink(ctx, archive.System, firstName)
	if err != nil {
		return err
	}
	_, err = fmt.Printf("\nNobody has signed in yet. This link signs the administrator in, once and within ten minutes:\n\n  %s/sign-in/%s\n\nFor another one: earshot user link %s\n", url, secret, firstName)
	return err
}
