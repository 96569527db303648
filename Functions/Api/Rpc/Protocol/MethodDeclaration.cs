using System.Reflection;
using Serverless.Api.Shared.Declarations;
using Serverless.Api.Shared.Parameters;

namespace Serverless.Api.Rpc.Protocol;

/// <summary>Represents the declaration of a method of the RPC family.</summary>
public sealed class MethodDeclaration : OperationDeclaration
{
    private const string RootNamespace = "Serverless.Api.Rpc";

    private readonly Lazy<Parameters> _parameters;

    /// <summary>Reads the declaration of a method.</summary>
    /// <exception cref="InvalidOperationException">Thrown when the declaration is invalid, see <see cref="OperationDeclaration"/>.</exception>
    public MethodDeclaration(RpcMethod method)
        : base(method, IdOf(method.GetType()))
    {
        Method = method;
        IsUpload = method.GetType().IsDefined(typeof(UploadAttribute));

        // Read on first use, because reading all parameter records at start-up would delay the first response.
        _parameters = new(() => new Parameters(method.ParametersType));
    }

    /// <summary>Gets the one instance that carries out all calls. <see cref="OperationDeclaration.Id"/> is its id on the wire.</summary>
    public RpcMethod Method { get; }

    /// <inheritdoc />
    public override bool IsCalledById => true;

    /// <summary>Gets whether the method takes a file.</summary>
    public bool IsUpload { get; }

    /// <summary>Gets the parameters of the method.</summary>
    public Parameters Parameters => _parameters.Value;

    /// <summary>
    /// Gets whether the method can be called by GET, which has no parameters. A method that writes and has parameters refuses GET. Otherwise a
    /// redirect or a proxy that turns a POST into a GET would call the method without its parameters. A method that always needs a fresh session refuses
    /// GET, too, because no document calls it so, and its effect is too serious for a link.
    /// </summary>
    public bool AllowsGet => !IsUpload && (IsReadOnly || (Method.ParametersType == typeof(NoParameters) && FreshSession != FreshSessionRule.Always));

    /// <summary>
    /// Gets the HTTP methods that are allowed, as the header <c>Allow</c> lists them. HEAD is not among them, because it must not carry out a call.
    /// </summary>
    public string Allow => AllowsGet ? "GET, POST" : "POST";

    /// <summary>Returns the id, as in <c>/v1/session/signin</c>; without a version for classes directly in the folder Api.</summary>
    private static string IdOf(Type type) => (type.Namespace == RootNamespace ? "" : "/v1") + PathOf(type, RootNamespace);
}
