using System.ComponentModel.DataAnnotations;

namespace Serverless.Domain.RateLimits;

/// <summary>The rate limits: section <c>RateLimits</c> of the settings.</summary>
public sealed class RateLimitOptions : IValidatableObject
{
    /// <summary>Gets or sets whether limits are enabled.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>
    /// Gets or sets the number of proxies between callers and this app, 0 to 10. Each proxy adds the IP address that it sees to X-Forwarded-For. Null
    /// means one in Azure, which belongs to the platform, and none elsewhere.
    /// </summary>
    [Range(0, 10)]
    public int? TrustedProxies { get; set; }

    /// <summary>Gets or sets the limit of well-formed but invalid credentials, for each IP address.</summary>
    public RateOptions BadCredentials { get; set; } = new() { Count = 100, Seconds = 3600 };

    /// <summary>Gets or sets the limit of changes of password, names and email address, for each user.</summary>
    public RateOptions Changes { get; set; } = new() { Count = 20, Seconds = 3600 };

    /// <summary>Gets or sets the limit of exports of a user's own data, for each user.</summary>
    public RateOptions Exports { get; set; } = new() { Count = 5, Seconds = 3600 };

    /// <summary>Gets or sets the limit of all calls of the session family, for each user, or for the IP address of an anonymous caller.</summary>
    public RateOptions General { get; set; } = new() { Count = 100, Seconds = 300 };

    /// <summary>Gets or sets the limit of invalid tokens from emails, for each IP address.</summary>
    public RateOptions MailedTokens { get; set; } = new() { Count = 20, Seconds = 3600 };

    /// <summary>Gets or sets the limit of requests for email, for each IP address.</summary>
    public RateOptions MailFromAddress { get; set; } = new() { Count = 20, Seconds = 3600 };

    /// <summary>Gets or sets the limit of requests for email, for each requested user name or email address, existing or not.</summary>
    public RateOptions MailToRecipient { get; set; } = new() { Count = 5, Seconds = 36000 };

    /// <summary>Gets or sets the limit of emails about one kind of security event, for each email address.</summary>
    public RateOptions Notices { get; set; } = new() { Count = 5, Seconds = 36000 };

    /// <summary>Gets or sets the limit of failed sign-ins, for each user name or email address, existing or not.</summary>
    public SignInOptions SignIn { get; set; } = new();

    /// <summary>Gets or sets the limit of failed sign-ins, for each IP address.</summary>
    public RateOptions SignInFromAddress { get; set; } = new() { Count = 10, Seconds = 300 };

    /// <summary>Gets or sets the limit of sign-ups of any kind, for each IP address.</summary>
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
