// Package resample answers what a sound would have been at another sample rate.
//
// It is a polyphase windowed-sinc interpolator after J. O. Smith, "Digital Audio
// Resampling" (CCRMA, Stanford), with a Kaiser window after J. F. Kaiser (1974),
// in the arrangement for a fixed ratio of whole numbers that soxr and ffmpeg use
// too. It is our own because the Go libraries for this either need C (soxr,
// libsamplerate) or interpolate without a filter against aliasing.
package resample
