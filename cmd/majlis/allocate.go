package main

import (
	"bytes"
	"fmt"
	"os"

	"majlis/booking/planfile"
)

// allocateCommand solves a week from a file, without server or database, so
// that anybody can check a published plan.
type allocateCommand struct {
	In     string `required:"" placeholder:"FILE" help:"The problem: policy, slots, requests, pins."`
	Out    string `placeholder:"FILE" help:"Where the plan goes."`
	Verify string `placeholder:"FILE" help:"Check this plan against the problem instead; nothing is solved or written."`
}

// Run exits with 0 for a plan written or found right, 1 for a plan found
// wrong, 2 for bad input, of which nothing is written.
func (cmd allocateCommand) Run(std streams) error {
	switch {
	case cmd.Verify != "":
		return cmd.verify(std)
	case cmd.Out == "":
		return misused{fmt.Errorf("allocate: --out or --verify is needed")}
	}
	in, err := os.Open(cmd.In)
	if err != nil {
		return misused{err}
	}
	defer in.Close()
	var plan bytes.Buffer
	if err := planfile.Allocate(in, &plan); err != nil {
		return badInput(cmd.In, err)
	}
	return os.WriteFile(cmd.Out, plan.Bytes(), 0o644)
}

func (cmd allocateCommand) verify(std streams) error {
	problem, err := os.Open(cmd.In)
	if err != nil {
		return misused{err}
	}
	defer problem.Close()
	plan, err := os.Open(cmd.Verify)
	if err != nil {
		return misused{err}
	}
	defer plan.Close()
	if err := planfile.Check(problem, plan); err != nil {
		return badInput(cmd.Verify+" for "+cmd.In, err)
	}
	_, err = fmt.Fprintln(std.out, "the plan is right")
	return err
}

// badInput names the file; a wrong plan keeps its own exit code.
func badInput(file string, err error) error {
	err = fmt.Errorf("%s: %w", file, err)
	if planfile.ExitCode(err) == exitMisused {
		return misused{err}
	}
	return err
}
