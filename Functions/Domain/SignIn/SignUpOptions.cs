using System.ComponentModel.DataAnnotations;

namespace Serverless.Domain.SignIn;

/// <summary>Who may make an account: section <c>SignUp</c> of the settings.</summary>
public sealed class SignUpOptions
{
    /// <summary>Whether people can sign up by themselves.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>Whether a confirmation mail is sent to the address given at sign-up.</summary>
    public bool SendConfirmation { get; set; } = true;

    /// <summary>Days without use after which a temporary account is erased; 0 keeps it for ever.</summary>
    [Range(0, 3650, ErrorMessage = "SignUp__TemporaryDays must be between 0 and 3650")]
    public int TemporaryDays { get; set; } = 30;
}
