using System.ComponentModel.DataAnnotations;

namespace Serverless.Limits;

/// <summary>How often things may be done: section <c>RateLimits</c> of the settings.</summary>
public sealed class RateLimitOptions : IValidatableObject
{
    /// <summary>Whether there are limits at all.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>
    /// How many proxies stand between callers and this app, each adding the address that it sees to X-Forwarded-For; 0 to 10. Null means
    /// the one of the platform in Azure, and none elsewhere.
    /// </summary>
    public int? TrustedProxies { get; set; }

    /// <summary>Credentials that look right and open nothing, for each client address.</summary>
    public RateOptions BadCredentials { get; set; } = new() { Count = 100, Seconds = 3600 };

    /// <summary>Changes of password, names and email address, for each user.</summary>
    public RateOptions Changes { get; set; } = new() { Count = 20, Seconds = 3600 };

    /// <summary>All calls of the session family, for each user, or client address of a guest.</summary>
    public RateOptions General { get; set; } = new() { Count = 100, Seconds = 300 };

    /// <summary>Mailed tokens that open nothing, for each client address.</summary>
    public RateOptions MailedTokens { get; set; } = new() { Count = 20, Seconds = 3600 };

    /// <summary>Requests of mail, for each client address.</summary>
    public RateOptions MailFromAddress { get; set; } = new() { Count = 20, Seconds = 3600 };

    /// <summary>Requests of mail, for each user name or email address that it is asked for, existing or not.</summary>
    public RateOptions MailToRecipient { get; set; } = new() { Count = 5, Seconds = 36000 };

    /// <summary>Failed sign-ins, for each user name or email address, existing or not.</summary>
    public SignInOptions SignIn { get; set; } = new();

    /// <summary>Failed sign-ins, for each client address.</summary>
    public RateOptions SignInFromAddress { get; set; } = new() { Count = 10, Seconds = 300 };

    /// <summary>Sign-ups of any kind, for each client address.</summary>
    public RateOptions SignUp { get; set; } = new() { Count = 100, Seconds = 3600 };

    /// <inheritdoc />
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (TrustedProxies is < 0 or > 10)
        {
            yield return new ValidationResult("RateLimits__TrustedProxies must be empty or between 0 and 10", [nameof(TrustedProxies)]);
        }

        (string Name, RateOptions Rate)[] rates =
        [
            (nameof(BadCredentials), BadCredentials),
            (nameof(Changes), Changes),
            (nameof(General), General),
            (nameof(MailedTokens), MailedTokens),
            (nameof(MailFromAddress), MailFromAddress),
            (nameof(MailToRecipient), MailToRecipient),
            (nameof(SignInFromAddress), SignInFromAddress),
            (nameof(SignUp), SignUp),
        ];
        foreach (var (name, rate) in rates)
        {
            if (rate.Count is < 1 or > 1_000_000 || rate.Seconds is < 1 or > 2_592_000)
            {
                yield return new ValidationResult($"RateLimits__{name}__Count must be between 1 and 1000000, and RateLimits__{name}__Seconds between 1 and 2592000", [name]);
            }
        }

        if (SignIn.FreeFailures < 1 || SignIn.MaximumFailures < SignIn.FreeFailures || SignIn.FirstWaitSeconds < 1 || SignIn.LongestWaitSeconds < SignIn.FirstWaitSeconds
            || SignIn.LongestWaitSeconds > 86_400 || SignIn.MemoryDays is < 1 or > 3650)
        {
            yield return new ValidationResult(
                "RateLimits__SignIn: FreeFailures must be 1 or more and MaximumFailures no less, FirstWaitSeconds 1 or more, LongestWaitSeconds no less and at most 86400, and MemoryDays between 1 and 3650",
                [nameof(SignIn)]);
        }
    }
}
