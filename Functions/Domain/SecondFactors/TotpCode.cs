using System.Security.Cryptography;
using System.Text;
using OtpNet;

namespace Serverless.Domain.SecondFactors;

/// <summary>Computes and checks the codes of authenticator apps (RFC 6238): HMAC-SHA-1, six digits, steps of 30 seconds.</summary>
public static class TotpCode
{
    /// <summary>The number of digits of a code.</summary>
    public const int Digits = 6;

    private const int StepSeconds = 30;
    private const int SecretSize = 20;

    /// <summary>The number of steps by which the clock of the user's device may differ, in both directions.</summary>
    private const int Window = 1;

    /// <summary>Returns a new secret of 160 bits, the size that RFC 4226 recommends.</summary>
    public static byte[] CreateSecret() => RandomNumberGenerator.GetBytes(SecretSize);

    /// <summary>Returns the form in which people and authenticator apps enter a secret.</summary>
    public static string ToBase32(byte[] secret) => Base32Encoding.ToString(secret).TrimEnd('=');

    /// <summary>Returns the URI that an authenticator app reads from the QR code.</summary>
    /// <param name="secret">The secret.</param>
    /// <param name="site">The name of the site.</param>
    /// <param name="userName">The name of the user.</param>
    public static string Uri(byte[] secret, string site, string userName)
    {
        var (issuer, account) = (System.Uri.EscapeDataString(site), System.Uri.EscapeDataString(userName));
        return $"otpauth://totp/{issuer}:{account}?secret={ToBase32(secret)}&issuer={issuer}&algorithm=SHA1&digits={Digits}&period={StepSeconds}";
    }

    /// <summary>Returns the step of a time: the number of periods since 1970.</summary>
    public static long StepOf(DateTimeOffset time) => time.ToUnixTimeSeconds() / StepSeconds;

    /// <summary>Returns the code of a step.</summary>
    public static string Of(byte[] secret, long step) =>
        new Totp(secret, StepSeconds, OtpHashMode.Sha1, Digits).ComputeTotp(DateTimeOffset.FromUnixTimeSeconds(step * StepSeconds).UtcDateTime);

    /// <summary>Returns the step that a code belongs to; null if the code is wrong, or its step was used before.</summary>
    /// <param name="secret">The secret.</param>
    /// <param name="code">The code as typed. Spaces are ignored.</param>
    /// <param name="now">The current time.</param>
    /// <param name="lastStep">The step of the last accepted code. Its code and all earlier ones are refused.</param>
    public static long? Match(byte[] secret, string code, DateTimeOffset now, long lastStep)
    {
        var typed = Encoding.UTF8.GetBytes(code.Replace(" ", "", StringComparison.Ordinal));
        long? match = null;
        for (var step = StepOf(now) - Window; step <= StepOf(now) + Window; step++)
        {
            // All steps are compared, so that the time does not reveal which one is close.
            if (CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(Of(secret, step)), typed) && step > lastStep)
            {
                match ??= step;
            }
        }

        return match;
    }
}
