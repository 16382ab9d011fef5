package ui

import (
	"net/http"

	"earshot/archive"

	"github.com/gin-gonic/gin"
)

// receiptMailShow answers GET /receipts/:secret/mail, which stands at the foot of
// each mail, with the button that ends them. Mail programs open links to look at
// them: only the button acts.
func (s *Server) receiptMailShow(c *gin.Context) error {
	c.Header("Referrer-Policy", "no-referrer")
	c.Redirect(http.StatusSeeOther, "/receipts/"+c.Param("secret")+"#mail")
	return nil
}

// receiptMail answers POST /receipts/:secret/mail: an address for news, or none
// any more. A mail program that unsubscribes (RFC 8058) sends no address.
func (s *Server) receiptMail(c *gin.Context) error {
	c.Header("Referrer-Policy", "no-referrer")
	secret, address := c.Param("secret"), posted(c).Get("mail")
	if err := s.Archive.WriteTo(c.Request.Context(), secret, address); err != nil {
		return err
	}
	message := "You get no more mails about it. The address is deleted."
	if address != "" {
		message = "You get a mail when something happens with it."
	}
	return s.redirect(c, "/receipts/"+secret, message)
}

// leaveAddress keeps the address that came with a report or fix.
func (s *Server) leaveAddress(c *gin.Context, receipt string) error {
	if c.PostForm("mail") == "" {
		return nil
	}
	return s.Archive.WriteTo(c.Request.Context(), receipt, c.PostForm("mail"))
}

type mailAsk struct {
	byReceipt
	Address string `json:"address" need:"true" doc:"Where to write when the report is answered; empty: nowhere, and the address is deleted. It is shown to no one."`
}

// apiReceiptMail answers PUT /receipts/:receipt/mail.
func (s *Server) apiReceiptMail(c *gin.Context, in *mailAsk) (*apiReceipt, error) {
	if err := s.Archive.WriteTo(c.Request.Context(), in.Receipt, in.Address); err != nil {
		return nil, err
	}
	return s.apiReceipt(c, &in.byReceipt)
}

// checkAddress refuses an address before anything else is kept.
func checkAddress(c *gin.Context) error {
	_, err := archive.CleanAddress("mail", c.PostForm("mail"))
	return err
}
