using System.ComponentModel.DataAnnotations;
using Serverless.Domain.Settings;

namespace Serverless.Domain.Passwords;

/// <summary>Represents the settings for new passwords.</summary>
public sealed class PasswordOptions
{
    /// <summary>The name of the settings section.</summary>
    public const string Section = "Password";

    private const string PublicService = "https://api.pwnedpasswords.com/range/";

    /// <summary>Gets or sets the minimum length of a password, in Unicode code points.</summary>
    [Range(PasswordPolicy.ShortestMinimum, PasswordPolicy.MaximumLength)]
    public int MinimumLength { get; set; } = PasswordPolicy.ShortestMinimum;

    /// <summary>Gets or sets what happens to a new password that appears in a known data breach: <c>off</c> or <c>refuse</c>.</summary>
    public BreachCheck BreachCheck { get; set; } = BreachCheck.Off;

    /// <summary>
    /// Gets or sets the URL of the service that lists breached passwords. The first five digits of a hash are appended. Empty for the public service.
    /// </summary>
    [WebAddress($"empty or an absolute http or https URL without a fragment, as in {PublicService}", "http", "https")]
    public string BreachUrl
    {
        get;
        set => field = value.Length > 0 ? value : PublicService;
    } = PublicService;
}

/// <summary>Specifies what happens to a new password that appears in a known data breach.</summary>
public enum BreachCheck
{
    /// <summary>Passwords are not checked. Nothing leaves the app.</summary>
    Off,

    /// <summary>The password is refused.</summary>
    Refuse,
}
