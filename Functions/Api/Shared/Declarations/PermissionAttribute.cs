namespace Serverless.Api.Shared.Declarations;

/// <summary>Who may call a method: whoever holds one of the names. A method without it stops the start-up.</summary>
/// <param name="names">See <see cref="Domain.Permissions.Permission"/>.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class PermissionAttribute(params string[] names) : Attribute
{
    /// <summary>The names, any one of which suffices.</summary>
    public IReadOnlyList<string> Names { get; } = names;
}
