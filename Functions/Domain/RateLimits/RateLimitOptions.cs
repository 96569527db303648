using System.ComponentModel.DataAnnotations;

namespace Serverless.Domain.RateLimits;

/// <summary>How often things may be done: section <c>RateLimits</c> of the settings.</summary>
public sealed class RateLimitOptions : IValidatableObject
{
    /// <summary>Whether there are limits at all.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>
    /// How many proxies stand between callers and this app, each adding the address that it sees to X-Forwarded-For; 0 to 10. Null means
    /// the one of the platform in Azure, and none elsewhere.
    /// </summary>
    [Range(0, 10)]
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
        if (SignIn.MaximumFailures < SignIn.FreeFailures)
        {
            yield return new ValidationResult(
                $"RateLimits__SignIn__MaximumFailures is {SignIn.MaximumFailures}; it must not be less than RateLimits__SignIn__FreeFailures, which is {SignIn.FreeFailures}.");
        }

        if (SignIn.LongestWaitSeconds < SignIn.FirstWaitSeconds)
        {
            yield return new ValidationResult(
                $"RateLimits__SignIn__LongestWaitSeconds is {SignIn.LongestWaitSeconds}; it must not be less than RateLimits__SignIn__FirstWaitSeconds, which is {SignIn.FirstWaitSeconds}.");
        }
    }
}
