package s3blobs

import (
	"errors"

	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/smithy-go"
)

// code is the S3 error code in err, or "".
func code(err error) string {
	var api smithy.APIError
	if errors.As(err, &api) {
		return api.ErrorCode()
	}
	return ""
}

// status is the HTTP status in err, or 0 when no answer came.
func status(err error) int {
	var re *awshttp.ResponseError
	if errors.As(err, &re) {
		return re.HTTPStatusCode()
	}
	return 0
}

// absent tells whether the store said that there is no such object. A missing
// bucket is another matter: whoever asks must not conclude that objects are gone.
func absent(err error) bool {
	c := code(err)
	return c == "NoSuchKey" || (status(err) == 404 && c != "NoSuchBucket" && c != "NoSuchUpload")
}
