"""Reference lists a program is aligned with. `is_verified` is false until the client has confirmed a row."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from agencies.models import ListedRow


class ReferenceRow(ListedRow):
    code = models.CharField(_("code"), max_length=40, unique=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta(ListedRow.Meta):
        abstract = True
        ordering = ["position", "code"]


class Axis(ReferenceRow):
    """One of the four axes of the call (محور)."""

    class Meta(ReferenceRow.Meta):
        verbose_name = _("axis")


class PolicyClause(ReferenceRow):
    """One of the 24 clauses of the general policies of the resistance economy (بند); `code` is its number."""

    provincially_actionable = models.BooleanField(_("a province can act on it"), default=False)

    class Meta(ReferenceRow.Meta):
        verbose_name = _("policy clause")


class KeyCore(ReferenceRow):
    """A key core (هسته کلیدی) of the Tadbir development document."""

    class Meta(ReferenceRow.Meta):
        verbose_name = _("key core")


class Topic(ReferenceRow):
    """A topic of the call: localisation, business environment, chain and sale … (موضوع)."""

    class Meta(ReferenceRow.Meta):
        verbose_name = _("topic")


class PriorityIndustry(ReferenceRow):
    """One of the priority industries (صنعت اولویت‌دار)."""

    situation = models.TextField(_("where it stands"), blank=True)
    aim = models.TextField(_("aim"), blank=True)
    strategy = models.TextField(_("strategy"), blank=True)
    document = models.CharField(_("document of the strategy"), max_length=250, blank=True)

    class Meta(ReferenceRow.Meta):
        verbose_name = _("priority industry")


class ChainLink(ReferenceRow):
    """A link of an industry's chain (حلقه زنجیره), from the raw material to the market: there or missing.

    A project stands at the link whose name it gives, in whatever letters (`Project.chain_link`).
    """

    industry = models.ForeignKey(
        PriorityIndustry, on_delete=models.PROTECT, related_name="links", verbose_name=_("priority industry")
    )
    is_present = models.BooleanField(_("there in the province"), default=True)

    class Meta(ReferenceRow.Meta):
        ordering = ["industry__position", "industry__code", "position", "code"]
        verbose_name = _("link of the chain")
