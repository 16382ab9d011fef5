// Package postbox answers: how does a mail leave the archive?
//
// By SMTP, when a server is set, or into a folder of .eml files, which any mail
// program opens. Messages are written by github.com/wneessen/go-mail, which is
// well kept, encodes headers and bodies by the RFCs, and speaks STARTTLS and the
// usual ways to sign in; net/smtp is frozen and does not write messages.
package postbox
