"""Headings that partners use, in several languages: for proposing a mapping, never for reading by guess."""

from __future__ import annotations

HEADINGS: dict[str, str] = {
    "number": (
        "number orderno ordernumber orderid order po pono ponumber poid purchaseorder purchaseorderno "
        "purchaseordernumber customerpo custpo invoiceno invoicenumber invoice docno documentno "
        "documentnumber bestellnr bestellnummer bestellung auftragsnr auftragsnummer auftrag belegnr "
        "belegnummer rechnungsnr commande nocommande numerocommande numcommande refcommande ncommande "
        "numerodecommande boncommande pedido numpedido numeropedido numerodepedido nopedido ordendecompra "
        "ordencompra encomenda ordine numeroordine nordine nrordine bestelnr bestelnummer ordernr ordrenummer "
        "ordrenr inkopsorder zamowienie numerzamowienia nrzamowienia tilausnumero salesorder so sonumber "
        "saleid transactionid "
        "beleg commandeno"
    ),
    "ordered_at": (
        "orderdate dateordered ordered orderedat podate date invoicedate docdate documentdate created "
        "createdat datum bestelldatum auftragsdatum belegdatum datecommande datedecommande fecha fechapedido "
        "fechadepedido data dataordine datapedido dataencomenda besteldatum orderdatum ordredato dato "
        "datazamowienia timestamp"
    ),
    "requested_date": (
        "requesteddate deliverydate requireddate duedate shipdate needby needbydate wanteddate deliverby "
        "lieferdatum wunschtermin liefertermin datelivraison datedelivraison fechaentrega fechadeentrega "
        "dataconsegna dataentrega leverdatum leveringsdato leveransdatum datadostawy "
        "wydanie"
    ),
    "currency": "currency currencycode curr cur ccy iso waehrung wahrung devise moneda valuta moeda waluta valuuta",
    "customer.code": (
        "customer customerid customerno customernumber customercode cust custno custid account accountno "
        "accountnumber buyer buyerid client clientid soldto soldtoid debtor kunde kundennr kundennummer "
        "kundenr debitor codeclient noclient clienteid cliente codcliente codigocliente numerocliente "
        "codicecliente klant klantnr klantnummer kundnr kundnummer klient kodklienta nrklienta"
    ),
    "customer.name": (
        "customername buyername clientname accountname soldtoname company companyname kundenname firma "
        "nomclient nombrecliente razonsocial nomecliente ragionesociale klantnaam kundnamn nazwaklienta"
    ),
    "customer.country": "country countrycode land laenderkennzeichen pays pais paese kraj",
    "customer.gln": "gln buyergln customergln iln",
    "ship_to.code": (
        "shipto shiptoid shiptocode deliveryaddress deliveryaddressid store storeno storeid location "
        "lieferadresse warenempfaenger filiale livraa destinatario consegna "
        "magasin sklep tienda negozio winkel butik"
    ),
    "ship_to.name": "shiptoname deliveryname storename recipient",
    "ship_to.gln": "shiptogln deliverygln storegln",
    "note": (
        "note notes comment comments remark remarks bemerkung hinweis commentaire observaciones nota opmerking uwagi"
    ),
    "stated_total": (
        "total ordertotal totalamount amount grandtotal nettotal netamount gesamtbetrag gesamt summe montant "
        "importe totale totaal belopp suma kwota "
        "nettowert gesamtwert warenwert wartosc totaalbedrag totalht"
    ),
    "line.partner_line": (
        "line lineno linenumber lineid pos position posnr zeile ligne noligne linea riga regel rad linia lp"
    ),
    "line.partner_sku": (
        "sku item itemcode itemid itemnumber product productcode productid productno productnumber article "
        "articleno articlenumber articlecode stockcode part partno partnumber material materialno artikel "
        "artikelnr artikelnummer artnr artno materialnummer reference ref refarticle codearticle codeproduit "
        "produit articulo codarticulo codigoarticulo producto codigo codigoproducto articolo codicearticolo "
        "codarticolo prodotto artigo codigoproduto artikelcode varenummer varenr produkt kodproduktu indeks "
        "tuote "
        "modell modele style fason wzor indekstowaru kodtowaru varenr zbozi"
    ),
    "line.sku": (
        "oursku vendorsku suppliersku supplieritem supplieritemno supplierpart vendoritem vendoritemno "
        "vendorpart lieferantenartikelnr ihreartikelnr"
    ),
    "line.gtin": (
        "gtin ean ean13 upc barcode eancode eannummer gtin13 gtin14 codebarre codigobarras codicebarre streepjescode"
    ),
    "line.description": (
        "description desc itemdescription productname productdescription itemname name text title bezeichnung "
        "beschreibung artikelbezeichnung artikeltext designation libelle descripcion denominacion descrizione "
        "omschrijving beskrivning beskrivelse descricao opis nazwa nazwaproduktu "
        "bez nazwatowaru"
    ),
    "line.quantity": (
        "quantity qty qtyordered orderedqty orderqty orderquantity units count pieces pcs menge bestellmenge "
        "anzahl stueck stuck stk quantite qte cantidad cant unidades quantita qta quantidade qtd aantal antal "
        "ilosc maara "
        "anz stck zahl paires pary"
    ),
    "line.unit": (
        "unit uom unitofmeasure measure einheit mengeneinheit me unite unidad unidadmedida udm unita unitadimisura "
        "unidade eenheid enhet enhed jednostka jm yksikko pack "
        "unite jm"
    ),
    "line.unit_price": (
        "unitprice price priceeach netprice unitcost rate cost preis einzelpreis stueckpreis stuckpreis "
        "nettopreis prixunitaire prix pu puht precio preciounitario preciounidad prezzo prezzounitario preco "
        "precounitario prijs stukprijs eenheidsprijs pris enhetspris enhedspris cena cenajednostkowa "
        "cenanetto hinta "
        "ep vk puht prixht"
    ),
    "line.requested_date": "linedeliverydate linerequesteddate",
}
"""Canonical field to headings as ``columns.folded`` gives them, separated by blanks."""
