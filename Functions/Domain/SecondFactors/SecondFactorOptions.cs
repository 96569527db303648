using System.ComponentModel.DataAnnotations;
using Serverless.Domain.Permissions;
using Serverless.Domain.Users;

namespace Serverless.Domain.SecondFactors;

/// <summary>Represents the settings for second factors: section <c>SecondFactor</c>.</summary>
public sealed class SecondFactorOptions
{
    private const string Administrators = "admin";
    private const string Everybody = "all";

    /// <summary>
    /// Gets or sets which users must have a second factor: none if empty, users with the permission <c>admin</c>, or <c>all</c> users. A user without one can only add one.
    /// </summary>
    [AllowedValues("", Administrators, Everybody, ErrorMessage = "SecondFactor__RequiredFor must be empty, admin or all")]
    public string RequiredFor { get; set; } = "";

    /// <summary>Returns whether a caller must have a second factor.</summary>
    public bool IsRequiredFor(Caller caller) =>
        !caller.IsGuest && (RequiredFor == Everybody || (RequiredFor == Administrators && (caller.UserId == User.RootId || caller.Permissions.Contains(Permission.Admin))));
}
