package main

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"strings"

	"earshot/ui/client"
)

// userCmd looks after the people who sign in.
type userCmd struct {
	Add  userAddCmd  `cmd:"" help:"Add a person. The password is read from standard input; without one they sign in by link."`
	Link userLinkCmd `cmd:"" help:"Make a link that signs a person in once, within ten minutes."`
}

type userAddCmd struct {
	Name     string `arg:"" help:"Name to sign in with."`
	Display  string `help:"Name that is shown; a first name is enough."`
	Role     string `default:"reporter" enum:"contributor,reporter,custodian,administrator" help:"contributor, reporter, custodian or administrator."`
	Password bool   `help:"Read a password from standard input."`
}

// Run adds the person and prints a link to sign in with, unless a password was
// given.
func (cmd *userAddCmd) Run(ctx context.Context, c *Config) error {
	n := client.NewAccount{SignIn: cmd.Name, Name: cmd.Display, Role: cmd.Role}
	if cmd.Password {
		line, err := bufio.NewReader(os.Stdin).ReadString('\n')
		if err != nil && line == "" {
			return fmt.Errorf("no password on standard input: %w", errUsage)
		}
		n.Password = strings.TrimRight(line, "\r\n")
	}
	return c.withSite(ctx, func(cl *client.Client) error {
		acc, err := cl.AddUser(ctx, n)
		if err != nil {
			return err
		}
		fmt.Printf("Added %s as %s.\n", acc.SignIn, acc.Role)
		if cmd.Password {
			return nil
		}
		return printLink(ctx, cl, acc.SignIn)
	})
}

type userLinkCmd struct {
	Name string `arg:"" help:"Name the person signs in with."`
}

// Run prints the link.
func (cmd *userLinkCmd) Run(ctx context.Context, c *Config) error {
	return c.withSite(ctx, func(cl *client.Client) error { return printLink(ctx, cl, cmd.Name) })
}

func printLink(ctx context.Context, cl *client.Client, name string) error {
	link, err := cl.SignInLink(ctx, name)
	if err != nil {
		return err
	}
	_, err = fmt.Println(link)
	return err
}
