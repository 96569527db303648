using System.ComponentModel.DataAnnotations;

namespace Serverless.Security;

/// <summary>What a new password must be.</summary>
public sealed class PasswordOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Password";

    /// <summary>The shortest password accepted, in Unicode code points.</summary>
    [Range(1, PasswordPolicy.MaximumLength)]
    public int MinimumLength { get; set; } = 8;
}
