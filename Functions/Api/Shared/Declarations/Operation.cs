namespace Serverless.Api.Shared.Declarations;

/// <summary>
/// The base class of everything that can be called: a method of the RPC family or an endpoint of the other families. Each operation is a class
/// in a file of its own. It declares the permissions with <see cref="PermissionAttribute"/>, and its parameters with a record.
/// </summary>
public abstract class Operation
{
    /// <summary>Gets the record of the operation's parameters.</summary>
    public abstract Type ParametersType { get; }

    /// <summary>Returns the operation's declaration.</summary>
    /// <exception cref="InvalidOperationException">Thrown when the declaration is invalid, see <see cref="OperationDeclaration"/>.</exception>
    internal abstract OperationDeclaration Declare();
}

/// <summary>The parameters of operations that have none.</summary>
public sealed record NoParameters;
