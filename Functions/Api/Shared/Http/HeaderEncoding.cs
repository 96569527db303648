using System.Text;

namespace Serverless.Api.Shared.Http;

/// <summary>
/// Reads request headers as UTF-8, and bytes that are not UTF-8 as Latin-1. Without it the server refuses a whole request for one such byte,
/// before the app can answer it.
/// </summary>
internal static class HeaderEncoding
{
    /// <summary>The encoding of every request header.</summary>
    public static Encoding Instance { get; } = Encoding.GetEncoding("utf-8", EncoderFallback.ReplacementFallback, new Latin1Fallback());

    private sealed class Latin1Fallback : DecoderFallback
    {
        public override int MaxCharCount => 4; // a sequence of UTF-8 has no more bytes

        public override DecoderFallbackBuffer CreateFallbackBuffer() => new Buffer();
    }

    private sealed class Buffer : DecoderFallbackBuffer
    {
        private byte[] _bytes = [];
        private int _next;

        public override int Remaining => _bytes.Length - _next;

        public override bool Fallback(byte[] bytesUnknown, int index)
        {
            (_bytes, _next) = ([.. bytesUnknown], 0);
            return _bytes.Length > 0;
        }

        public override char GetNextChar() => Remaining > 0 ? (char)_bytes[_next++] : '\0'; // a Latin-1 byte is its character

        public override bool MovePrevious()
        {
            if (_next == 0)
            {
                return false;
            }

            _next--;
            return true;
        }

        public override void Reset() => (_bytes, _next) = ([], 0);
    }
}
