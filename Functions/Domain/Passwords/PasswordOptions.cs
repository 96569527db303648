using System.ComponentModel.DataAnnotations;

namespace Serverless.Domain.Passwords;

/// <summary>What a new password must be.</summary>
public sealed class PasswordOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Password";

    /// <summary>The shortest password accepted, in Unicode code points.</summary>
    [Range(PasswordPolicy.ShortestMinimum, PasswordPolicy.MaximumLength)]
    public int MinimumLength { get; set; } = PasswordPolicy.ShortestMinimum;
}
