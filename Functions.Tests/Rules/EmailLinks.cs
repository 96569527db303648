using Serverless.Domain.Email;

namespace Serverless.Tests.Rules;

/// <summary>Checks that each link of an email leads to a page of the console, and to a form for builds without the console.</summary>
public sealed class EmailLinks
{
    private const string Pages = "Console/src/app.tsx";
    private const string Forms = "Functions/Api/Pages/home.html";

    public static TheoryData<string> Actions => [.. EmailKind.All.Where(kind => kind.HasSecret).Select(kind => kind.Action).Distinct()];

    [Theory]
    [MemberData(nameof(Actions))]
    public void Every_link_leads_to_a_page_and_to_a_form(string action)
    {
        Assert.True(Repository.Read(Pages).Contains($"'/{action}': ", StringComparison.Ordinal), $"{Pages}: add '/{action}' to the pages for everybody.");
        var forms = Repository.Read(Forms);
        Assert.True(forms.Contains($"<form id=\"{action}\"", StringComparison.Ordinal), $"{Forms}: add a form with the id {action}.");
        Assert.True(forms.Contains($"<section id=\"dead-{action}\"", StringComparison.Ordinal), $"{Forms}: add a section with the id dead-{action} for links that no longer work.");
        Assert.True(forms.Contains($"'{action}': {{", StringComparison.Ordinal), $"{Forms}: add {action} to the list of forms in the script.");
        var links = forms.Split('\n').Single(line => line.Contains("const link = ", StringComparison.Ordinal));
        Assert.True(links.Contains(action, StringComparison.Ordinal), $"{Forms}: add {action} to the pattern of links in open().");
    }
}
