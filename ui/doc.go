// Package ui is what people and programs see of the archive: pages for reading,
// hearing, reporting, fixing and searching, and the JSON API under /api/v1.
//
// Every page is rendered on the server and works without JavaScript; the
// modules under web/ improve it and are built by esbuild into static/js. One
// action lives in one file, named noun_verb.go, so that a URL leads to its file;
// the routes_*.go files list them. Handlers return errors, and errors.go alone
// turns them into a status and a kind sentence.
//
// Gin routes requests (the owner's choice), html/template escapes, tusd keeps
// resumable uploads because its protocol is the one that browsers and phones have
// clients for. Requests are counted by buckets of our own (limits.go says why).
//
// One web process serves a data folder: cmd/earshot takes its lock at the start. So
// used form marks, who has which line open, the buckets of the limits and rendered
// pages are kept in the memory of that process, and a restart forgets them. A
// second one on the same database would have its own of each: a mark could be used
// once in each, limits would count each apart, and people would see only those on
// theirs. What must hold everywhere (keys of requests, the pause, limits of what a
// visitor may hide or settle) is in the database.
package ui
