namespace Serverless.Api.Shared.Declarations;

/// <summary>Declares the permissions of a method. A caller needs one of them. A method without this attribute stops the start-up.</summary>
/// <param name="names">Names of permissions, see <see cref="Domain.Permissions.Permission"/>.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class PermissionAttribute(params string[] names) : Attribute
{
    /// <summary>Gets the names of the permissions, any one of which suffices.</summary>
    public IReadOnlyList<string> Names { get; } = names;
}
