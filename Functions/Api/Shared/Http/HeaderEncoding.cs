using System.Text;

namespace Serverless.Api.Shared.Http;

/// <summary>
/// Decodes request headers as UTF-8, and bytes that are not UTF-8 as Latin-1. Without it, the server refuses a request with one such byte
/// before it reaches the app.
/// </summary>
internal static class HeaderEncoding
{
    /// <summary>Gets the encoding of every request header.</summary>
    public static Encoding Instance { get; } = Encoding.GetEncoding("utf-8", EncoderFallback.ReplacementFallback, new Latin1Fallback());

    private sealed class Latin1Fallback : DecoderFallback
    {
        public override int MaxCharCount => 4; // the maximum number of bytes in a UTF-8 sequence

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

        public override char GetNextChar() => Remaining > 0 ? (char)_bytes[_next++] : '\0'; // the code of a Latin-1 byte is the code of its character

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
