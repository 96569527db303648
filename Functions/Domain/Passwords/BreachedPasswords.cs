using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Serverless.Domain.Audit;
using Serverless.Domain.Failures;
using Serverless.Domain.Users;
using Serverless.Security;

namespace Serverless.Domain.Passwords;

/// <summary>
/// Refuses new passwords that appear in known data breaches, if <c>Password__BreachCheck</c> is set. A service lists the breached passwords by their
/// SHA-1 hashes. It receives five hexadecimal digits of the hash (k-anonymity). The size of its response does not show the number of entries.
/// </summary>
/// <remarks>The check fails open: a password is accepted if the service does not respond within a second.</remarks>
public sealed partial class BreachedPasswords(IOptions<PasswordOptions> options, AuditBuffer audit, TimeProvider time, ILogger<BreachedPasswords> logger) : IDisposable
{
    /// <summary>The number of hexadecimal digits that the service receives.</summary>
    private const int PrefixDigits = 5;

    private const int LargestResponse = 512 * 1024;

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(1);

    // A redirect would send the digits to another server, and trace headers would connect them with the call. Connections are renewed, so that a changed DNS entry is noticed.
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, ActivityHeadersPropagator = null, PooledConnectionLifetime = TimeSpan.FromMinutes(5) })
    {
        Timeout = Timeout,
        MaxResponseContentBufferSize = LargestResponse,
        DefaultRequestHeaders = { { "Add-Padding", "true" }, { "User-Agent", "Serverless" } },
    };

    /// <summary>Returns the refusal of a new password; null if it is accepted.</summary>
    /// <param name="password">The password as received; null or empty if there is none.</param>
    /// <param name="user">The user whose password it becomes; null if the user does not exist yet. The event of a failed check is about them.</param>
    /// <param name="cancellation">Cancels the check.</param>
    /// <returns>The refusal; null if the password is acceptable, or the check is off or failed.</returns>
    public async Task<Refusal?> Refuse(string? password, User? user, CancellationToken cancellation) =>
        options.Value.BreachCheck == BreachCheck.Refuse && !string.IsNullOrEmpty(password) && await IsListed(password, user, cancellation)
            ? new Refusal(Reason.PasswordBreached, "Password appears in a known data breach")
            : null;

    /// <inheritdoc />
    public void Dispose() => _http.Dispose();

    private async Task<bool> IsListed(string password, User? user, CancellationToken cancellation)
    {
        var hash = HashOf(password);
        try
        {
            var list = await _http.GetStringAsync(new Uri($"{options.Value.BreachUrl.TrimEnd('/')}/{hash[..PrefixDigits]}"), cancellation);
            return Contains(list, hash.AsSpan(PrefixDigits));
        }
        // A response whose charset is unknown throws InvalidOperationException.
        catch (Exception exception) when (exception is HttpRequestException or InvalidOperationException || (exception is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            audit.AddFailure(AuditEventName.BreachCheckFailed, user, time.GetUtcNow());
            LogUnchecked(exception is OperationCanceledException ? "There was no response in time." : exception.Message);
            return false;
        }
    }

    /// <summary>Returns whether a list contains the rest of a hash. An entry with the count 0 is padding.</summary>
    private static bool Contains(ReadOnlySpan<char> list, ReadOnlySpan<char> rest)
    {
        foreach (var line in list.EnumerateLines())
        {
            if (line.StartsWith(rest, StringComparison.OrdinalIgnoreCase) && line.Length > rest.Length && line[rest.Length] == ':')
            {
                return line[(rest.Length + 1)..].Trim() is not "0";
            }
        }

        return false;
    }

    // The service defines this hash. It protects nothing here.
#pragma warning disable CA5350
    private static string HashOf(string password) => Convert.ToHexString(SHA1.HashData(Encoding.UTF8.GetBytes(PasswordText.Normalize(password))));
#pragma warning restore CA5350

    [LoggerMessage(341, LogLevel.Warning, "A new password was accepted without a check for breaches. {Reason}")]
    private partial void LogUnchecked(string reason);
}
