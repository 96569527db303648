using System.ComponentModel.DataAnnotations;

namespace Serverless.Domain.Passwords;

/// <summary>Represents the settings for new passwords.</summary>
public sealed class PasswordOptions
{
    /// <summary>The name of the settings section.</summary>
    public const string Section = "Password";

    /// <summary>Gets or sets the minimum length of a password, in Unicode code points.</summary>
    [Range(PasswordPolicy.ShortestMinimum, PasswordPolicy.MaximumLength)]
    public int MinimumLength { get; set; } = PasswordPolicy.ShortestMinimum;
}
