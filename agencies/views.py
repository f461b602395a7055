"""Sign-in and the history."""

from __future__ import annotations

from django.contrib.auth.views import LoginView


class SignIn(LoginView):
    """The door. Open to everybody; the answer does not say whether the name exists."""

    template_name = "agencies/sign_in.html"
    redirect_authenticated_user = True
