using System.ComponentModel.DataAnnotations;

namespace Serverless.Domain.SignIn;

/// <summary>Represents the settings for signing up: section <c>SignUp</c>.</summary>
public sealed class SignUpOptions
{
    /// <summary>Gets or sets whether people can sign up by themselves.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>Gets or sets whether a confirmation email is sent to the email address given at sign-up.</summary>
    public bool SendConfirmation { get; set; } = true;

    /// <summary>Gets or sets the days without use after which a temporary account is erased; 0 never erases it.</summary>
    [Range(0, 3650, ErrorMessage = "SignUp__TemporaryDays must be between 0 and 3650")]
    public int TemporaryDays { get; set; } = 30;
}
